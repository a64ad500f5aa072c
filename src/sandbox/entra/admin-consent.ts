import type { Request, Response } from 'express';
import { applicationNamed } from './clients.ts';
import { type Entra, isRegisteredRedirect, tenantNamed } from './context.ts';
import { EntraError, errorBody } from './errors.ts';
import { approvalPage, consentPage, errorPage, pickPage } from './pages.ts';
import { textsFor } from './texts.ts';

/** `/{tenant}/v2.0/adminconsent`: an administrator agrees for the whole organization. */
export function adminConsent(entra: Entra, request: Request, response: Response): void {
  const texts = textsFor(request);
  const input: Record<string, unknown> = { ...request.query, ...request.body };
  const text = (name: string) => (typeof input[name] === 'string' ? input[name] : '');
  const redirect = text('redirect_uri');
  try {
    const tenant = tenantNamed(entra, String(request.params.tenant)) ?? entra.sandbox.tenants[0];
    const application = applicationNamed(entra, text('client_id'));
    if (!isRegisteredRedirect(entra, redirect)) {
      throw new EntraError(
        'invalid_request',
        50011,
        `The redirect URI '${redirect}' does not match those of the application.`,
      );
    }
    const fields = {
      client_id: application.clientId,
      redirect_uri: redirect,
      state: text('state'),
      scope: text('scope'),
    };
    const back = (answer: Record<string, string>) => {
      const url = new URL(redirect);
      for (const [name, value] of Object.entries({ ...answer, state: fields.state })) url.searchParams.set(name, value);
      return url.href;
    };
    const denied = back({ error: 'access_denied', error_description: 'AADSTS65004: The administrator declined.' });
    const person = entra.sandbox.findPerson(text('person')) ?? entra.sandbox.signIn.read(request);
    if (person === undefined || person.tenantId !== tenant?.id) {
      response.send(pickPage(texts, { people: tenant?.directory.personas() ?? [], search: '', request: fields }));
    } else if (person.persona !== 'administrator') {
      response.send(approvalPage(texts, application.displayName, denied));
    } else if (request.method === 'POST' && input.consent === 'yes') {
      entra.consents.grantTenant(tenant.id);
      response.redirect(302, back({ admin_consent: 'True', tenant: tenant.id }));
    } else if (request.method === 'POST' && input.consent === 'no') {
      response.redirect(302, denied);
    } else {
      const scopes = [...entra.consents.registered, ...application.roles];
      const asked = { application: application.displayName, scopes, person, administrator: false, request: fields };
      response.send(consentPage(texts, asked));
    }
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    response.status(400).send(errorPage(texts, String(errorBody(error).error_description)));
  }
}
