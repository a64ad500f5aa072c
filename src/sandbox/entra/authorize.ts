import type { Request, Response } from 'express';
import type { Person } from '../people/person.ts';
import type { Tenant } from '../people/tenant.ts';
import { type Application, userConsentable } from './applications.ts';
import { applicationNamed } from './clients.ts';
import { type Entra, isRegisteredRedirect, tenantNamed } from './context.ts';
import { EntraError, errorBody } from './errors.ts';
import { approvalPage, consentPage, errorPage, formPostPage, pickPage } from './pages.ts';
import { readScopes } from './scopes.ts';
import { type Texts, textsFor } from './texts.ts';

type Fields = Readonly<Record<string, string>>;

const listed = 50;
const carried = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'login_hint',
  'domain_hint',
  'prompt',
  'claims',
  'ui_locales',
] as const;

/** A checked authorize request on its way through the pages. */
interface AuthorizeRequest {
  readonly entra: Entra;
  readonly response: Response;
  readonly texts: Texts;
  readonly tenant: Tenant | undefined;
  readonly application: Application;
  readonly fields: Fields;
  /** Who is signed in in this browser, and since when. */
  readonly remembered: { readonly person: Person | undefined; readonly authTime: number | undefined };
}

/** `GET` and `POST /{tenant}/oauth2/v2.0/authorize`. */
export function authorize(entra: Entra, request: Request, response: Response): void {
  const texts = textsFor(request);
  const input = { ...stringsOf(request.query), ...stringsOf(request.body) };
  let call: AuthorizeRequest;
  try {
    const { signIn } = entra.sandbox;
    const remembered = { person: signIn.read(request), authTime: signIn.authTime(request) };
    call = { ...checked(entra, response, texts, String(request.params.tenant), input), remembered };
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    response.status(400).send(errorPage(texts, String(errorBody(error).error_description)));
    return;
  }
  try {
    checkProtocol(call);
    if (request.method === 'POST') picked(call, input);
    else begin(call, input.search);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    refuse(call, error);
  }
}

/** Until client and redirect address are known to be right, nothing may be sent there. */
function checked(
  entra: Entra,
  response: Response,
  texts: Texts,
  tenantName: string,
  input: Fields,
): Omit<AuthorizeRequest, 'remembered'> {
  const tenant = tenantNamed(entra, tenantName);
  const application = applicationNamed(entra, input.client_id);
  const redirect = input.redirect_uri ?? '';
  if (!isRegisteredRedirect(entra, redirect)) {
    throw new EntraError(
      'invalid_request',
      50011,
      `The redirect URI '${redirect}' specified in the request does not match the redirect URIs configured for the application '${application.clientId}'.`,
    );
  }
  const fields = Object.fromEntries(
    carried.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])),
  );
  return { entra, response, texts, tenant, application, fields };
}

function checkProtocol({ fields, application }: AuthorizeRequest): void {
  if (fields.response_type !== 'code') {
    throw new EntraError(
      'unsupported_response_type',
      700054,
      `response_type '${fields.response_type}' is not enabled for the application.`,
    );
  }
  if (fields.code_challenge !== undefined && fields.code_challenge_method !== 'S256') {
    throw new EntraError('invalid_request', 9002323, "The parameter 'code_challenge_method' must be 'S256'.");
  }
  if (fields.response_mode !== undefined && !['query', 'form_post'].includes(fields.response_mode)) {
    throw new EntraError(
      'invalid_request',
      70007,
      `'${fields.response_mode}' is not a supported value of 'response_mode'.`,
    );
  }
  readScopes(fields.scope ?? '', application.clientId);
}

/** Signs in whom the browser remembers, unless the request wants somebody to be asked. */
function begin(call: AuthorizeRequest, search: string | undefined): void {
  const { prompt, login_hint: hint } = call.fields;
  const { person: known, authTime } = call.remembered;
  const person = known?.accountEnabled && belongs(call.tenant, known) ? known : undefined;
  const asHinted = hint === undefined || hint.toLowerCase() === person?.userPrincipalName.toLowerCase();
  if (prompt === 'none') {
    if (person === undefined || !asHinted) {
      throw new EntraError('login_required', 50058, 'A silent sign-in request was sent but no user is signed in.');
    }
    if (missing(call, person).length > 0) {
      throw new EntraError(
        'consent_required',
        65001,
        'The user or administrator has not consented to use the application.',
        { suberror: 'consent_required' },
      );
    }
    succeed(call, person, authTime);
  } else if (
    person !== undefined &&
    asHinted &&
    search === undefined &&
    prompt !== 'select_account' &&
    prompt !== 'login'
  ) {
    proceed(call, person, authTime);
  } else pick(call, search ?? '');
}

function pick(call: AuthorizeRequest, search: string, error?: string): void {
  const tenants = call.tenant === undefined ? call.entra.sandbox.tenants : [call.tenant];
  const hinted = tenants.flatMap(({ directory }) => directory.findByLogin(call.fields.login_hint ?? '') ?? []);
  const people = tenants.flatMap(({ directory }) =>
    search === ''
      ? [...hinted, ...directory.personas(), ...directory.search('', listed)]
      : directory.search(search, listed),
  );
  const request = { people: [...new Set(people)].slice(0, listed), search, request: call.fields };
  call.response.send(pickPage(call.texts, error === undefined ? request : { ...request, error }));
}

/** Somebody was picked, or answered what the consent page asks. */
function picked(call: AuthorizeRequest, input: Fields): void {
  const person = call.entra.sandbox.findPerson(input.person ?? '');
  if (person === undefined || !belongs(call.tenant, person)) {
    pick(call, '');
    return;
  }
  if (!person.accountEnabled) {
    pick(call, '', call.texts.disabled);
    return;
  }
  if (input.consent === 'no') {
    throw new EntraError('access_denied', 65004, 'The resource owner or authorization server denied the request.');
  }
  if (input.consent === 'yes') agree(call, person, input.organization === '1');
  const authTime = askedAt(call, person);
  call.entra.sandbox.signIn.remember(call.response, person, authTime);
  proceed(call, person, authTime);
}

/** Who is signed in and picks themselves is not asked again, unless the request wants that. */
function askedAt({ fields, remembered }: AuthorizeRequest, person: Person): number {
  const isAsked = fields.prompt === 'login' || remembered.person?.id !== person.id;
  return (isAsked ? undefined : remembered.authTime) ?? Math.floor(Date.now() / 1000);
}

function agree(call: AuthorizeRequest, person: Person, organization: boolean): void {
  const { consents } = call.entra;
  const scopes = missing(call, person);
  if (organization && person.persona === 'administrator') consents.grantTenant(person.tenantId);
  else if (mayAgree(person, scopes)) consents.grantPerson(person.id, scopes);
}

function proceed(call: AuthorizeRequest, person: Person, authTime: number | undefined): void {
  const scopes = missing(call, person);
  if (scopes.length === 0) {
    succeed(call, person, authTime);
    return;
  }
  if (!mayAgree(person, scopes)) {
    const error = new EntraError('access_denied', 90094, 'The grant requires administrator permission.');
    const back = withFields(call.fields.redirect_uri ?? '', answerTo(call, refusal(error)));
    call.response.status(200).send(approvalPage(call.texts, call.application.displayName, back));
    return;
  }
  const administrator = person.persona === 'administrator';
  call.response.send(
    consentPage(call.texts, {
      application: call.application.displayName,
      scopes,
      person,
      administrator,
      request: call.fields,
    }),
  );
}

/** What the request asks for and nobody agreed to yet. */
function missing({ entra, application, fields }: AuthorizeRequest, person: Person): string[] {
  const { resource, names } = readScopes(fields.scope ?? '', application.clientId);
  const agreed = entra.consents.delegated(application, person.tenantId, person.id);
  const wanted = resource === 'application' || names.includes('.default') ? entra.consents.registered : names;
  return wanted.filter((scope) => !agreed(scope));
}

function mayAgree(person: Person, scopes: readonly string[]): boolean {
  return person.persona === 'administrator' || scopes.every((scope) => userConsentable.has(scope));
}

function succeed(call: AuthorizeRequest, person: Person, authTime: number | undefined): void {
  const { fields, entra, application } = call;
  const code = entra.codes.issue({
    clientId: application.clientId,
    personId: person.id,
    redirectUri: fields.redirect_uri ?? '',
    scope: fields.scope ?? '',
    nonce: fields.nonce,
    authTime,
    challenge: fields.code_challenge,
  });
  finish(call, { code, session_state: person.id });
}

function refuse(call: AuthorizeRequest, error: EntraError): void {
  finish(call, refusal(error));
}

function refusal(error: EntraError): Fields {
  const { error: name, error_description: description } = errorBody(error);
  return { error: String(name), error_description: String(description) };
}

function answerTo({ fields }: AuthorizeRequest, answer: Fields): Fields {
  return fields.state === undefined ? answer : { ...answer, state: fields.state };
}

function finish(call: AuthorizeRequest, outcome: Fields): void {
  const address = call.fields.redirect_uri ?? '';
  const answer = answerTo(call, outcome);
  if (call.fields.response_mode === 'form_post') call.response.send(formPostPage(call.texts, address, answer));
  else call.response.redirect(302, withFields(address, answer));
}

function withFields(address: string, fields: Fields): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}

function belongs(tenant: Tenant | undefined, person: Person): boolean {
  return tenant === undefined || tenant.id === person.tenantId;
}

/** The fields that are there once; arrays and objects are nobody's business. */
function stringsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
