import type { RequestHandler } from 'express';
import type { Sandbox } from '../sandbox.ts';

/** Leads from `127.0.0.1` to `localhost`: cookies, and Foyer's view of who its host is, hang on the name. */
export const underOneName =
  (sandbox: Sandbox): RequestHandler =>
  (request, response, next) => {
    const { origin } = sandbox.config;
    if (request.headers.host === new URL(origin).host) next();
    else response.redirect(307, origin + request.originalUrl);
  };

/** Refuses what another page, Foyer's included, asks for: it acts for whoever is signed in. */
export const onlyFromThisPage =
  (sandbox: Sandbox): RequestHandler =>
  (request, response, next) => {
    if (request.headers.origin === sandbox.config.origin) next();
    else response.status(403).end();
  };
