import type { Person } from '../people/person.ts';
import type { Application } from './applications.ts';
import { applicationNamed, authenticateClient, type TokenForm } from './clients.ts';
import { activePerson, type Entra, tenantNamed } from './context.ts';
import { EntraError, refusals } from './errors.ts';
import { type RequestedScopes, readScopes } from './scopes.ts';

/** A successful answer of the token endpoint. */
export type TokenAnswer = Readonly<Record<string, unknown>>;

interface TokenCall {
  readonly entra: Entra;
  /** The tenant's name in the path. */
  readonly tenant: string;
  readonly form: TokenForm;
  /** `POST /path grant_type`: what faults match. */
  readonly call: string;
}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const grants: Readonly<Record<string, (call: TokenCall) => Promise<TokenAnswer>>> = {
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  client_credentials: clientCredentials,
  [jwtBearer]: onBehalfOf,
  password,
};

/** Answers a token request. @throws EntraError. */
export async function grantToken(call: Omit<TokenCall, 'call'>): Promise<TokenAnswer> {
  const type = required(call.form, 'grant_type');
  const grant = grants[type];
  if (grant === undefined) {
    throw new EntraError('unsupported_grant_type', 70003, `The app requested an unsupported grant type '${type}'.`);
  }
  tenantNamed(call.entra, call.tenant);
  return grant({ ...call, call: `POST /login.microsoftonline.com/${call.tenant}/oauth2/v2.0/token ${type}` });
}

async function authorizationCode({ entra, form, call }: TokenCall): Promise<TokenAnswer> {
  const application = await authenticateClient(entra, form, call);
  const grant = entra.codes.redeem(required(form, 'code'), {
    clientId: application.clientId,
    redirectUri: required(form, 'redirect_uri'),
    verifier: form.code_verifier,
  });
  const person = activePerson(entra, grant.personId);
  const scopes = readScopes(form.scope ?? grant.scope, application.clientId);
  return answer(entra, application, person, scopes, form, grant);
}

async function refreshToken({ entra, form, call }: TokenCall): Promise<TokenAnswer> {
  const application = await authenticateClient(entra, form, call);
  const malformed = () => new EntraError('invalid_grant', 70000, 'Provided grant is invalid or malformed.');
  const claims = await entra.tokens.readRefreshToken(required(form, 'refresh_token')).catch(() => {
    throw malformed();
  });
  if (claims.client !== application.clientId) throw malformed();
  const person = activePerson(entra, claims.oid);
  strike(entra, application, person, call);
  const scopes = readScopes(form.scope ?? String(claims.scope), application.clientId);
  return answer(entra, application, person, scopes, form);
}

async function clientCredentials({ entra, tenant, form, call }: TokenCall): Promise<TokenAnswer> {
  const application = await authenticateClient(entra, form, call);
  const home = tenantNamed(entra, tenant);
  if (home === undefined) {
    throw new EntraError(
      'invalid_request',
      53003,
      'An application signs in to one tenant: name it in place of common or organizations.',
    );
  }
  const scope = required(form, 'scope');
  const { names, resource } = readScopes(scope, application.clientId);
  if (names.length !== 1 || names[0] !== '.default' || resource !== 'graph') {
    throw new EntraError(
      'invalid_scope',
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  const roles = entra.consents.roles(application, home.id);
  const token = await entra.tokens.forGraphApplication(home.id, application.clientId, roles);
  return { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token };
}

/** Microsoft's on-behalf-of flow: a token for Foyer is changed into one for Graph. */
async function onBehalfOf({ entra, tenant, form, call }: TokenCall): Promise<TokenAnswer> {
  const application = await authenticateClient(entra, form, call);
  if (form.requested_token_use !== 'on_behalf_of') throw refusals.missingParameter('requested_token_use');
  const claims = await readAssertion(entra, application, required(form, 'assertion'));
  const person = activePerson(entra, claims.oid);
  const home = tenantNamed(entra, tenant);
  if (home !== undefined && home.id !== person.tenantId) {
    throw new EntraError(
      'invalid_grant',
      50013,
      'Assertion failed signature validation. [Reason - The token was issued by another tenant.]',
    );
  }
  if (entra.sandbox.faults.strike('assertion-expired', { call, person }) !== undefined) throw assertionExpired();
  strike(entra, application, person, call);
  return answer(entra, application, person, readScopes(required(form, 'scope'), application.clientId), form);
}

async function readAssertion(entra: Entra, application: Application, assertion: string) {
  try {
    return await entra.tokens.verify(assertion, application.clientId);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_JWT_EXPIRED') throw assertionExpired();
    if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
      throw new EntraError(
        'invalid_grant',
        500131,
        'Assertion audience does not match the Client app presenting the assertion.',
      );
    }
    throw new EntraError('invalid_grant', 50013, 'Assertion failed signature validation.');
  }
}

/** For scripts: any person of the sandbox with the password `sandbox`. A secret is not asked for. */
async function password({ entra, tenant, form }: TokenCall): Promise<TokenAnswer> {
  const application = applicationNamed(entra, form.client_id ?? entra.foyer.clientId);
  const login = required(form, 'username');
  const home = tenantNamed(entra, tenant);
  const person = home === undefined ? entra.sandbox.findPersonByLogin(login) : home.directory.findByLogin(login);
  if (person === undefined) throw refusals.unknownUser();
  if (form.password !== 'sandbox') {
    throw new EntraError('invalid_grant', 50126, 'Error validating credentials due to invalid username or password.');
  }
  activePerson(entra, person.id);
  const scopes = readScopes(required(form, 'scope'), entra.foyer.clientId);
  // Who gives a password has been asked for it.
  return answer(entra, application, person, scopes, form, { authTime: Math.floor(Date.now() / 1000) });
}

/** Consent and multi-factor sign-in are missed where nobody can be asked. */
function strike(entra: Entra, application: Application, person: Person, call: string): void {
  const { faults } = entra.sandbox;
  if (faults.strike('consent', { call, person }) !== undefined) throw refusals.consentRequired(application.clientId);
  if (faults.strike('mfa', { call, person }) !== undefined) throw refusals.mfaRequired();
}

async function answer(
  entra: Entra,
  application: Application,
  person: Person,
  scopes: RequestedScopes,
  form: TokenForm,
  signIn: { nonce?: string | undefined; authTime?: number | undefined } = {},
): Promise<TokenAnswer> {
  const granted = grantedScopes(entra, application, person, scopes);
  const isKept = entra.sandbox.faults.strike('no-auth-time', { call: 'POST token', person }) === undefined;
  const authTime = isKept ? signIn.authTime : undefined;
  const token =
    scopes.resource === 'application'
      ? await entra.tokens.forApplication(person, entra.foyer.clientId, { authTime })
      : await entra.tokens.forGraph(person, application.clientId, granted);
  const has = (scope: string) => scopes.openid.includes(scope);
  const scope = [...new Set([...granted, ...scopes.openid])].join(' ');
  const refresh = { oid: person.id, client: application.clientId, scope: form.scope ?? scope };
  return {
    token_type: 'Bearer',
    scope,
    expires_in: 3599,
    ext_expires_in: 3599,
    access_token: token,
    ...(has('offline_access') ? { refresh_token: await entra.tokens.refreshToken(refresh) } : {}),
    ...(has('openid')
      ? { id_token: await entra.tokens.idToken(person, application.clientId, { ...signIn, authTime }) }
      : {}),
    ...(form.client_info === '1' ? { client_info: clientInfo(person) } : {}),
  };
}

/** @throws EntraError 65001 when something asked for was not agreed to. */
function grantedScopes(entra: Entra, application: Application, person: Person, scopes: RequestedScopes): string[] {
  if (scopes.resource === 'application') return [`api://localhost/${entra.foyer.clientId}/access_as_user`];
  const agreed = entra.consents.delegated(application, person.tenantId, person.id);
  const openid = scopes.openid.filter((scope) => scope !== 'offline_access');
  if (scopes.names.includes('.default')) {
    const all = entra.consents.registered.filter(agreed);
    if (all.length === 0) throw refusals.consentRequired(application.clientId);
    return [...all, ...openid];
  }
  if (!scopes.names.every(agreed)) throw refusals.consentRequired(application.clientId);
  return [...scopes.names, ...openid];
}

/** What MSAL knows accounts by. */
function clientInfo(person: Person): string {
  return Buffer.from(JSON.stringify({ uid: person.id, utid: person.tenantId })).toString('base64url');
}

function assertionExpired(): EntraError {
  return new EntraError(
    'invalid_grant',
    500133,
    'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  );
}

function required(form: TokenForm, name: string): string {
  const value = form[name];
  if (value === undefined || value === '') throw refusals.missingParameter(name);
  return value;
}
