import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { type OpenDatabase, openDatabase } from '../../src/database/connect.ts';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import type { BuildProgress } from '../../src/server/http/building-page.ts';
import { type FoyerServer, startServer } from '../../src/server/main.ts';
import type { Clock } from '../../src/server/platform/clock.ts';
import { loadConfig } from '../../src/server/platform/config.ts';
import { createLog } from '../../src/server/platform/log.ts';
import type { Services } from '../../src/server/platform/services.ts';
import { Client } from './client.ts';
import { eventually } from './eventually.ts';
import { startTestSandbox } from './sandbox.ts';

/** One for all worlds: what founding an organization writes is copied between them, with what proves it. */
const SECRETS_KEY = randomBytes(32).toString('base64');

export interface WorldOptions {
  /** People in the sandbox's tenant; 60 unless given. */
  people?: number;
  /** Environment variables of the server, e.g. `{ SEATS_AT_START: '10' }`. */
  env?: Record<string, string>;
  clock?: Clock;
  /** The server's connection to the database tells of its commands (`db.getClient().on('commandStarted', …)`). */
  tellsCommands?: boolean;
  /** The built add-in; the API alone when left out. */
  addinFolder?: string;
  /** Settled once it is built; it is already unless given. */
  addinReady?: Promise<void>;
  /** How far its build is, for Foyer's pages and the sandbox's home; null once it is done. */
  addinProgress?: () => BuildProgress | null;
}

/** A person of the sandbox, as its `/sandbox/world` lists them. */
export interface SandboxPerson {
  id: string;
  tenantId: string;
  userPrincipalName: string;
  displayName: string;
  persona: string | null;
}

/** A mail as the sandbox's mailbox shows it. */
export interface ReceivedMail {
  id: string;
  subject: string;
  from: string;
  to: string[];
  html: string;
  text: string;
  links: string[];
}

/** A whole Foyer of its own: database, sandbox Microsoft 365 and server, on free ports and in a temporary folder. */
export interface World {
  url: string;
  server: FoyerServer;
  services: Services;
  db: mongoose.Connection;
  /** Where the embedded database is, with all of its files. */
  dataDir: string;
  /** For a second server on the same database, with the same configuration. */
  databaseUri: string;
  env: Record<string, string>;
  sandbox: StartedSandbox;
  /** All lines that the server has logged. */
  logLines: string[];
  /** The same for worlds in which founding an organization writes the same; null where a test has changed something. */
  readonly kind: string | null;
  /** The first, or all, of the sandbox's people with a persona. */
  person(persona: string): SandboxPerson;
  people(persona: string): SandboxPerson[];
  /** A colleague whom this has not returned before, and who plays no part: for a test that needs a person of its own. */
  somebody(): SandboxPerson;
  /** Somebody's browser, signed in through the host's token; Microsoft has just asked them. Each call opens another session. */
  signIn(login: string): Promise<Client>;
  /** A browser of nobody. */
  browser(): Client;
  /** @param options what to do to the token: `{ lifetime: -120 }`, `{ signedBy: 'nobody' }`, `{ claims: { aud: '…' } }`. */
  hostToken(login: string, options?: Record<string, unknown>): Promise<string>;
  mailbox(login: string): Promise<ReceivedMail[]>;
  /** Waits for a mail whose subject or text matches. */
  waitForMail(login: string, pattern: RegExp): Promise<ReceivedMail>;
  /** Changes a person of the directory: `{ accountEnabled: false }`, `{ userPrincipalName: … }`, `{ deleted: true }`. */
  changePerson(id: string, change: Record<string, unknown>): Promise<void>;
  /** Adds somebody to the directory: `{ userPrincipalName, displayName }`. */
  createPerson(person: Record<string, unknown>): Promise<SandboxPerson>;
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-test-'));
  const [database, sandbox] = await Promise.all([
    openTestDatabase(dataDir),
    startTestSandbox({
      appUrl: () => url,
      people: options.people ?? 60,
      seed: 1,
      ...(options.addinProgress && { appBuild: options.addinProgress }),
    }),
  ]);
  const logLines: string[] = [];
  const authority = join(dataDir, 'mail-server.pem');
  await writeFile(authority, sandbox.mail.certificate);
  const env = environmentFor(sandbox, { MAIL_CA_FILE: authority, ...options.env });
  const server = await startServer(loadConfig(env), {
    databaseUri: options.tellsCommands ? tellingCommands(database.uri) : database.uri,
    log: createLog('debug', { write: (line) => logLines.push(line) }),
    ...(options.clock && { clock: options.clock }),
    ...(options.addinFolder && {
      addin: {
        folder: options.addinFolder,
        ...(options.addinReady && { ready: options.addinReady }),
        ...(options.addinProgress && { progress: options.addinProgress }),
      },
    }),
  });
  const { url } = server;
  const world = await control<{ people: SandboxPerson[] }>(sandbox, 'GET', 'world');

  const hostToken = async (person: string, tokenOptions: Record<string, unknown> = {}) =>
    (await control<{ token: string }>(sandbox, 'POST', 'tokens', { person, ...tokenOptions })).token;
  const mailbox = (login: string) => control<ReceivedMail[]>(sandbox, 'GET', `mailbox/${encodeURIComponent(login)}`);
  const people = (persona: string) => world.people.filter((person) => person.persona === persona);
  const unused = colleagues(sandbox);
  let isUntouched = !options.clock;
  const change = <T>(method: string, path: string, body?: unknown) => {
    isUntouched = false;
    return control<T>(sandbox, method, path, body);
  };

  return {
    url,
    server,
    services: server.services,
    db: server.services.db,
    dataDir,
    databaseUri: database.uri,
    env,
    sandbox,
    logLines,
    get kind() {
      return isUntouched ? JSON.stringify([options.people, options.env]) : null;
    },
    people,
    person(persona) {
      const [first] = people(persona);
      assert.ok(first, `the sandbox has nobody of the persona ${persona}`);
      return first;
    },
    somebody() {
      const { value } = unused.next();
      assert.ok(value, 'everybody has been taken: start the world with more people');
      return value;
    },
    browser: () => new Client(url),
    async signIn(login) {
      const client = new Client(url);
      const now = options.clock?.now() ?? new Date();
      const claims = { auth_time: Math.floor(now.getTime() / 1000) };
      await client.post('/session', { token: await hostToken(login, { claims }) });
      return client;
    },
    hostToken,
    mailbox,
    waitForMail: (login, pattern) =>
      eventually(async () => {
        const mails = await mailbox(login);
        const found = mails.find(({ subject, text }) => pattern.test(subject) || pattern.test(text));
        assert.ok(found, `no mail for ${login} like ${pattern}; there are: ${mails.map(({ subject }) => subject)}`);
        return found;
      }),
    async changePerson(id, properties) {
      await change('POST', `people/${id}`, properties);
    },
    createPerson: (person) => change<SandboxPerson>('POST', 'people', person),
    async fault(fault) {
      await change('POST', 'faults', fault);
    },
    async clearFaults() {
      await control(sandbox, 'DELETE', 'faults');
    },
    async close() {
      await server.close();
      await sandbox.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Everybody of the tenant who can sign in and plays no part. */
function* colleagues({ sandbox }: StartedSandbox): Generator<SandboxPerson, undefined> {
  const directory = sandbox.tenants[0]?.directory;
  for (let position = 0; directory && position < directory.size; position += 1) {
    const person = directory.at(position);
    if (person && person.persona === null && person.userType === 'Member' && person.accountEnabled) yield person;
  }
}

/** The embedded database, or a database of its own in the MongoDB that MONGODB_URI names, dropped in the end. */
async function openTestDatabase(dataDir: string): Promise<OpenDatabase> {
  const { MONGODB_URI } = process.env;
  if (!MONGODB_URI) return await openDatabase({ dataDir });
  const uri = new URL(MONGODB_URI);
  uri.pathname = `/foyer-test-${randomBytes(6).toString('hex')}`;
  return {
    uri: uri.href,
    kind: 'mongodb',
    async close() {
      const connection = await mongoose.createConnection(uri.href).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

function tellingCommands(databaseUri: string): string {
  const uri = new URL(databaseUri);
  uri.searchParams.set('monitorCommands', 'true');
  return uri.href;
}

function environmentFor(sandbox: StartedSandbox, env: Record<string, string>): Record<string, string> {
  return {
    NODE_ENV: 'test',
    FOYER_PORT: '0',
    ENTRA_CLIENT_ID: sandbox.clientId,
    ENTRA_CLIENT_SECRET: sandbox.clientSecret,
    MICROSOFT_ORIGIN: sandbox.origin,
    HOST_ORIGINS: sandbox.origin,
    MAIL_FROM: sandbox.mailSender,
    MAIL_TENANT_ID: sandbox.tenantId,
    SECRETS_KEY,
    RATE_LIMIT_CALLS: '1000000',
    RATE_LIMIT_SIGN_INS: '1000000',
    MAIL_PER_MINUTE: '1000000',
    CAPTCHA_WORK: '4',
    MAIL_ALLOWED_NETWORKS: '127.0.0.0/8',
    MAIL_ALLOWED_PORTS: '1024-65535',
    MAIL_SERVERS: `${sandbox.sandbox.tenants[0]?.domain}=pop3s://localhost:${sandbox.mail.ports.pop3s}`,
    ...env,
  };
}

/** One of the sandbox's switches for scripts. */
async function control<T>(sandbox: StartedSandbox, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.origin}/sandbox/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `the sandbox answered ${response.status} to ${method} ${path}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
