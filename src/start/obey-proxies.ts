import { Agent, EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

/** What never goes through a proxy: the sandbox and whatever else runs beside Foyer. */
const ownMachine = ['localhost', '127.0.0.1', '::1'];

/**
 * Sends every `fetch` of this process through the proxy that `HTTPS_PROXY` and `HTTP_PROXY` name, but for the hosts in
 * `NO_PROXY`; in lower case too. Node 20 does not do so by itself. Mail servers and the database are no HTTP and are
 * reached directly.
 * @returns goes back to reaching everything directly.
 */
export function obeyProxies(env: Readonly<Record<string, string | undefined>>): () => void {
  const https = env.HTTPS_PROXY || env.https_proxy;
  const http = env.HTTP_PROXY || env.http_proxy;
  if (!https && !http) return () => undefined;
  const noProxy = [env.NO_PROXY || env.no_proxy, ...ownMachine].filter(Boolean).join(',');
  setGlobalDispatcher(
    new EnvHttpProxyAgent({ noProxy, ...(https && { httpsProxy: https }), ...(http && { httpProxy: http }) }),
  );
  return () => setGlobalDispatcher(new Agent());
}
