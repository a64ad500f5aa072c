/** Origins beside Microsoft's that may host Foyer; the server writes them into the page. */
export function extraHostOrigins(): string[] {
  return pageValue('host-origins').split(/\s+/).filter(Boolean);
}

/** Where Office.js is loaded from; the server writes it into the page. */
export function officeJsAddress(): string {
  return pageValue('office-js');
}

function pageValue(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}
