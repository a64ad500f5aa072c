/** Origins beside Microsoft's that may host Foyer; the server writes them into the page. */
export function extraHostOrigins(): string[] {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="host-origins"]');
  return meta?.content.split(/\s+/).filter(Boolean) ?? [];
}
