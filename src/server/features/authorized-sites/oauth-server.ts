import type { RequestHandler } from 'express';
import type { RateLimits } from '../../http/rate-limit.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Services } from '../../platform/services.ts';
import { providerOf } from './provider.ts';

/** The endpoints of OAuth and OpenID Connect, below `/oauth`; `/.well-known/openid-configuration` there lists them. */
export function oauthServer(services: Services, limits: RateLimits): RequestHandler {
  return (request, response, next) => {
    const serve = async () => {
      await limits.take('sign-ins', visitorOf(request).address ?? '');
      // Nobody is remembered here, by whatever spelling of a path: who it is, Foyer's own session says each time.
      request.headers.cookie = withoutSession(request.headers.cookie);
      const provider = await providerOf(services);
      await provider.callback()(request, response);
    };
    serve().catch(next);
  };
}

function withoutSession(cookies = ''): string {
  return cookies
    .split(';')
    .filter((each) => !/^\s*foyer-oauth(\.sig)?=/.test(each))
    .join(';');
}
