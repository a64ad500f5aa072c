/**
 * Which page inside Foyer an address leads to: the `subPageId` of the teams-js context.
 * Takes the deep links of Teams (`https://teams.microsoft.com/l/entity/{appId}/{pageId}?context={"subEntityId":…}`) and
 * the addresses of Foyer itself.
 * @returns an empty text for Foyer's first page, `undefined` when the address leads elsewhere.
 */
export function subPageOf(address: string, appUrl: string, appId: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.host === new URL(appUrl).host) return pathOf(url);
  const isDeepLink = url.host === 'teams.microsoft.com' && url.pathname.startsWith(`/l/entity/${appId}/`);
  if (!isDeepLink) return undefined;
  const webUrl = url.searchParams.get('webUrl') ?? '';
  return subEntityOf(url.searchParams.get('context')) ?? (URL.canParse(webUrl) ? pathOf(new URL(webUrl)) : '');
}

const pathOf = (url: URL): string => (url.pathname === '/' ? '' : url.pathname) + url.search + url.hash;

function subEntityOf(context: string | null): string | undefined {
  try {
    const value: unknown = JSON.parse(context ?? '');
    const id = typeof value === 'object' && value && 'subEntityId' in value ? value.subEntityId : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
