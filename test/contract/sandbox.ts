import assert from 'node:assert/strict';
import type { Person, Persona } from '../../src/sandbox/people/person.ts';
import type { SandboxOptions, StartedSandbox } from '../../src/sandbox/start.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { conforms } from './schema.ts';

export const appUrl = 'http://localhost:3999';
const explorerId = 'de8bc8b5-d9f9-48b1-a8ad-b748da725064';

/** A sandbox of few people on a free port. */
export function testSandbox(options: Partial<SandboxOptions> = {}): Promise<StartedSandbox> {
  return startTestSandbox({ appUrl, people: 250, ...options });
}

/** The first person who plays that part; `nth` for the following ones. */
export function cast({ sandbox, tenantId }: StartedSandbox, persona: Persona, nth = 0): Person {
  const person = castOf(sandbox.tenants.find(({ id }) => id === tenantId)?.directory.personas() ?? [], persona)[nth];
  assert.ok(person, `no ${persona} ${nth}`);
  return person;
}

function castOf(people: readonly Person[], persona: Persona): Person[] {
  return people.filter((person) => person.persona === persona);
}

type Fields = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, as `Response.json()` gives it, else text. */
  readonly body: Awaited<ReturnType<Response['json']>>;
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

/** Asks Entra's token endpoint. */
export async function askToken(started: StartedSandbox, fields: Fields, tenant = started.tenantId): Promise<Reply> {
  const url = `${started.origin}/login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;
  return replyOf(await fetch(url, { method: 'POST', body: new URLSearchParams(fields) }));
}

/** A Graph token of a person with any delegated permissions. */
export async function delegated(started: StartedSandbox, person: Person, scope: string): Promise<string> {
  const fields = {
    grant_type: 'password',
    client_id: explorerId,
    username: person.userPrincipalName,
    password: 'sandbox',
  };
  const { status, body } = await askToken(started, { ...fields, scope }, person.tenantId);
  assert.equal(status, 200, JSON.stringify(body));
  return body.access_token;
}

/** A Graph token of Foyer itself. */
export async function application(started: StartedSandbox, tenant = started.tenantId): Promise<string> {
  const { clientId, clientSecret } = started;
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { status, body } = await askToken(
    started,
    { ...fields, scope: 'https://graph.microsoft.com/.default' },
    tenant,
  );
  assert.equal(status, 200, JSON.stringify(body));
  return body.access_token;
}

export interface GraphOptions {
  readonly method?: string;
  readonly headers?: Fields;
  readonly json?: unknown;
  readonly body?: string;
}

/** Asks Graph; an address of the real one is turned to the sandbox. Every error must have Graph's shape. */
export async function graph(
  started: StartedSandbox,
  token: string,
  path: string,
  options: GraphOptions = {},
): Promise<Reply> {
  const url = `${started.origin}/graph.microsoft.com/v1.0/${path.replace('https://graph.microsoft.com/v1.0/', '')}`;
  const { method = 'GET', headers = {}, json } = options;
  const body = json === undefined ? options.body : JSON.stringify(json);
  const reply = await replyOf(
    await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    }),
  );
  assert.ok(reply.headers.get('request-id'), 'every answer has a request-id');
  if (reply.status >= 400) conforms('odataError', reply.body);
  return reply;
}

/** Expects an error by status and code. */
export async function refusedWith(status: number, code: string, reply: Promise<Reply>): Promise<Reply> {
  const found = await reply;
  assert.deepEqual({ status: found.status, code: found.body.error?.code }, { status, code });
  return found;
}

/** Asks the sandbox itself. */
export async function control(started: StartedSandbox, method: string, path: string, json?: unknown): Promise<Reply> {
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const headers = { 'content-type': 'application/json' };
  return replyOf(await fetch(`${started.origin}/sandbox/${path}`, { method, headers, ...body }));
}

export const eventual = { ConsistencyLevel: 'eventual' };
export const q = encodeURIComponent;
