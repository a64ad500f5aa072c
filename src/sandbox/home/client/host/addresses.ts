/** Hosts of Microsoft whose pages the sandbox answers under its own origin. */
const sandboxed = ['login.microsoftonline.com', 'graph.microsoft.com'];

/**
 * Where an address that Foyer names is found in the sandbox. teams-js insists on https for sign-in pages: Foyer's own
 * are answered over http here, and Microsoft's by the sandbox.
 */
export function reachable(address: string, appUrl: string): string {
  const url = new URL(address, appUrl);
  const rest = url.pathname + url.search + url.hash;
  if (url.host === new URL(appUrl).host) return new URL(appUrl).origin + rest;
  return sandboxed.includes(url.host) ? `${location.origin}/${url.host}${rest}` : url.href;
}
