import type { Config } from '../server/platform/config.ts';
import { type Finding, ok, wrong } from './finding.ts';

/** Microsoft 365 opens https pages only, and Entra sends people back to https only. */
export function checkAddress({ PUBLIC_URL: url }: Config): Finding {
  const piece = 'address';
  if (url === undefined) {
    return wrong(piece, 'PUBLIC_URL is not set: set it to the https address that people open, without a path.');
  }
  if (!url.startsWith('https://')) {
    return wrong(
      piece,
      `PUBLIC_URL is ${url}: Microsoft 365 opens https addresses only, so put TLS in front of Foyer.`,
    );
  }
  return ok(
    piece,
    `PUBLIC_URL is ${url}; the app registration needs the redirect URIs ${url}/auth/callback and ${url}/auth/consented.`,
  );
}
