import { createHash } from 'node:crypto';
import type { RegisteredSite } from '../../src/server/features/authorized-sites/schemas.ts';
import type { Client } from './client.ts';
import type { PartnerSite, Visitor } from './partner-site.ts';

/** Where redirects have led to. */
interface Arrival {
  address: URL;
  text: string;
  status: number;
}

/** Follows redirects as a browser does, with the cookies of whoever it is, until a page that is no redirect. */
export async function follow(browser: Client, address: string): Promise<Arrival> {
  let next = new URL(address);
  for (let hops = 0; hops < 10; hops++) {
    const own = next.origin === browser.origin;
    const path = next.pathname + next.search;
    const answer = own
      ? await browser.open(path)
      : await fetch(next, { redirect: 'manual' }).then(async (response) => ({
          status: response.status,
          headers: response.headers,
          text: await response.text(),
        }));
    const location = answer.headers.get('location');
    if (!location) return { address: next, text: answer.text, status: answer.status };
    next = new URL(location, next);
    if (/^\/authorize/.test(next.pathname)) return { address: next, text: '', status: 0 };
  }
  throw new Error('the redirects have no end');
}

/** The request that a browser was sent to Foyer with. */
export function uidOf({ pathname }: URL): string {
  return pathname.split('/').at(-1) ?? '';
}

/**
 * Sends a browser to Foyer as a site does that nobody has written.
 * @returns the path of the question, below `/api/v1`.
 */
export async function sendToFoyer(
  browser: Client,
  { issuer, clientId, redirectUris }: RegisteredSite,
  scope: string,
): Promise<string> {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope,
    redirect_uri: redirectUris[0] ?? '',
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const { address } = await follow(browser, `${issuer}/auth?${query}`);
  return `/site-requests/${uidOf(address)}`;
}

/** Signs in at a partner's site, and allows what it asks, or not. */
export async function visitSite(
  site: PartnerSite,
  browser: Client,
  allow = true,
): Promise<{ text: string; visitor: Visitor | undefined }> {
  const { address } = await follow(browser, `${site.origin}/sign-in`);
  const answer = `/site-requests/${uidOf(address)}/${allow ? 'allow' : 'cancel'}`;
  const { redirectTo } = await browser.post<{ redirectTo: string }>(answer);
  const { text } = await follow(browser, redirectTo);
  return { text, visitor: site.visitors.at(-1) };
}
