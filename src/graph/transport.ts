import { MicrosoftError } from './errors.ts';

/** The hosts that a request may go to. A link in a reply that leads elsewhere is not followed with our token. */
const hosts = new Set(['login.microsoftonline.com', 'graph.microsoft.com']);

export interface Transport {
  /**
   * The one place where a request leaves for Microsoft.
   * Takes https URLs of Microsoft only; follows no redirect; gives up after the time-out.
   * @throws MicrosoftError `unavailable` when nobody answers, TypeError for any other address.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** The same address as a browser has to follow it. */
  browserUrl(url: string): string;
}

/**
 * @param options.rewriteOrigin stands in for Microsoft, e.g. `http://localhost:3001`:
 *   `https://HOST/path` becomes `http://localhost:3001/HOST/path`. Unset, requests go where they say.
 * @param options.timeoutMs for one request with its reply's headers and body; 15 s unless given.
 */
export function createTransport(options: {
  rewriteOrigin?: string | undefined;
  timeoutMs?: number | undefined;
}): Transport {
  const { rewriteOrigin, timeoutMs = 15_000 } = options;

  function rewrite(address: string | URL): string {
    const url = new URL(address);
    if (url.protocol !== 'https:' || url.port !== '' || !hosts.has(url.hostname)) {
      throw new TypeError(`not an address of Microsoft: ${url.origin}`);
    }
    return rewriteOrigin ? `${rewriteOrigin}/${url.hostname}${url.pathname}${url.search}` : url.href;
  }

  async function attempt(target: string, init: RequestInit): Promise<Response> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await fetch(target, { ...init, redirect: 'error', signal });
    // Read here, so that a connection cut in the middle of a reply fails here too. Replies are pages, not files.
    const body = await response.arrayBuffer();
    const { status, statusText, headers } = response;
    return new Response(body.byteLength > 0 ? body : null, { status, statusText, headers });
  }

  return {
    async fetch(url, init = {}) {
      const target = rewrite(url);
      try {
        return await attempt(target, init).catch((error: unknown) => {
          // A kept-alive connection may die under a request; reading again changes nothing.
          const repeatable = (init.method ?? 'GET') === 'GET' && error instanceof TypeError;
          if (repeatable) return attempt(target, init);
          throw error;
        });
      } catch (error) {
        throw new MicrosoftError('unavailable', `${new URL(url).hostname} could not be reached.`, {
          reason: networkReason(error),
        });
      }
    },
    browserUrl: rewrite,
  };
}

/** `ECONNREFUSED`, `TimeoutError` …: what the system said, without addresses or headers. */
function networkReason(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : error.name;
}
