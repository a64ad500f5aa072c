import type { Request } from 'express';
import { Problem } from '../platform/problem.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A call that changes something must come from one of Foyer's pages: browsers say so in `Origin` and `Sec-Fetch-Site`,
 * which no page can forge. The session's cookie does not prove it, for with `SameSite=None` it is sent from any page.
 * @throws Problem `cross_site`.
 */
export function refuseCrossSite(request: Request, publicUrl: string): void {
  if (reading.has(request.method)) return;
  if (request.get('sec-fetch-site') === 'cross-site' || request.get('origin') !== publicUrl) {
    throw new Problem('cross_site');
  }
}
