import { timingSafeEqual } from 'node:crypto';
import { decodeProtectedHeader, importX509, jwtVerify } from 'jose';
import type { Application } from './applications.ts';
import type { Entra } from './context.ts';
import { EntraError, refusals } from './errors.ts';

/** The form fields of a token request. */
export type TokenForm = Readonly<Record<string, string | undefined>>;

const refuse = (code: number, message: string) => new EntraError('invalid_client', code, message);

/** The application that a token request names. @throws EntraError 700016. */
export function applicationNamed(entra: Entra, clientId: string | undefined): Application {
  if (clientId === undefined) throw refusals.missingParameter('client_id');
  const application = entra.applications.get(clientId);
  if (application === undefined) throw refusals.unknownApplication(clientId);
  return application;
}

/**
 * Checks that a confidential client is who it says, by secret or by certificate.
 * @param call `METHOD /path grant`, for the fault that lets secrets expire.
 * @throws EntraError 7000218, 7000215, 7000222, 700027.
 */
export async function authenticateClient(entra: Entra, form: TokenForm, call: string): Promise<Application> {
  const application = applicationNamed(entra, form.client_id);
  if (application.secret === null) return application;
  const { client_secret: secret, client_assertion: assertion } = form;
  if (secret === undefined && assertion === undefined) {
    throw refuse(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  if (entra.sandbox.faults.strike('secret-expired', { call }) !== undefined) {
    throw refuse(
      7000222,
      `The provided client secret keys for app '${application.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    );
  }
  if (assertion !== undefined) await checkAssertion(application, assertion);
  else if (!same(secret ?? '', application.secret)) {
    throw refuse(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.clientId}'.`,
    );
  }
  return application;
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** RFC 7523 section 3, signed by one of the application's certificates. */
async function checkAssertion(application: Application, assertion: string): Promise<void> {
  for (const certificate of application.certificates) {
    try {
      const { alg = 'PS256' } = decodeProtectedHeader(assertion);
      const key = await importX509(certificate, alg);
      await jwtVerify(assertion, key, {
        issuer: application.clientId,
        subject: application.clientId,
        algorithms: ['RS256', 'PS256'],
        // MSAL rounds `nbf` up to half a second ahead; Entra allows five minutes.
        clockTolerance: 300,
      });
      return;
    } catch {
      // Another certificate may fit.
    }
  }
  throw refuse(
    700027,
    'The certificate with identifier used to sign the client assertion is not registered on application, or the assertion is not valid.',
  );
}
