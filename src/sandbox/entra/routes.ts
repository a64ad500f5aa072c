import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { adminConsent } from './admin-consent.ts';
import { authorize } from './authorize.ts';
import { type Entra, isRegisteredRedirect, tenantNamed } from './context.ts';
import { instanceDiscovery, openidConfiguration } from './discovery.ts';
import { EntraError, errorBody } from './errors.ts';
import { grantToken } from './grants.ts';
import { signedOutPage } from './pages.ts';
import { textsFor } from './texts.ts';

/** `https://login.microsoftonline.com`, mounted under its host name. */
export function entraRoutes(entra: Entra): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '64kb' });

  router.get('/common/discovery/instance', (_request, response) => {
    response.json(instanceDiscovery());
  });
  router.get('/:tenant/v2.0/.well-known/openid-configuration', (request, response) => {
    response.json(openidConfiguration(entra, request.params.tenant));
  });
  router.get('/:tenant/discovery/v2.0/keys', (request, response) => {
    const tenant = tenantNamed(entra, request.params.tenant);
    response.json(entra.keys.publicKeys(tenant?.id ?? request.params.tenant));
  });
  router.post('/:tenant/oauth2/v2.0/token', form, async (request, response) => {
    response.set({ 'cache-control': 'no-store, no-cache', pragma: 'no-cache' });
    response.json(await grantToken({ entra, tenant: String(request.params.tenant), form: request.body ?? {} }));
  });
  router.get('/:tenant/oauth2/v2.0/authorize', (request, response) => authorize(entra, request, response));
  router.post('/:tenant/oauth2/v2.0/authorize', form, (request, response) => authorize(entra, request, response));
  router.get('/:tenant/v2.0/adminconsent', (request, response) => adminConsent(entra, request, response));
  router.post('/:tenant/v2.0/adminconsent', form, (request, response) => adminConsent(entra, request, response));
  router.get('/:tenant/oauth2/v2.0/logout', (request, response) => {
    entra.sandbox.signIn.forget(response);
    const back = String(request.query.post_logout_redirect_uri ?? '');
    if (isRegisteredRedirect(entra, back)) response.redirect(302, back);
    else response.send(signedOutPage(textsFor(request)));
  });

  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (!(error instanceof EntraError)) return next(error);
    const correlationId = request.get('client-request-id');
    response.status(error.status).json(errorBody(error, correlationId));
  });
  return router;
}
