import type { Request } from 'express';
import { Problem } from '../platform/problem.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A call that changes something must come from a page of ours: browsers say so in `Origin` and `Sec-Fetch-Site`, and
 * no page can forge them. The session's cookie alone proves nothing, for `SameSite=None` sends it from everywhere.
 * @throws Problem `cross_site`.
 */
export function refuseCrossSite(request: Request, publicUrl: string): void {
  if (reading.has(request.method)) return;
  if (request.get('sec-fetch-site') === 'cross-site' || request.get('origin') !== publicUrl) {
    throw new Problem('cross_site');
  }
}
