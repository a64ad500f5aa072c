import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DirectoryPage, DirectoryUserView } from '../src/server/features/directory/schemas.ts';
import { type Caller, callerOf } from './http.ts';
import type { Memory } from './processes/child.ts';
import type { FoyerAddress, FoyerInput } from './processes/foyer.ts';
import type { SandboxAddress } from './processes/sandbox.ts';
import { type Process, startProcess } from './processes/start-process.ts';

/** A Foyer with a founded organization whose directory has been read, in processes of its own. */
export interface World {
  people: number;
  sandbox: SandboxAddress;
  sandboxProcess: Process<SandboxAddress>;
  foyer: Process<FoyerAddress>;
  caller: Caller;
  /** The administrator's login ID. */
  founder: string;
  /** The token of the administrator's session. */
  administrator: string;
  /** How the first reading of the directory went. */
  sync: FirstSync;
  /** The bare server on the same database; started by the first call. */
  bare(): Promise<Caller>;
  hostToken(login: string): Promise<string>;
  /** Opens a session with a host token; its cookie's token. */
  signIn(hostToken: string): Promise<string>;
  /** So many people who can be invited, each given out once. */
  takePeople(count: number): Promise<DirectoryUserView[]>;
  close(): Promise<void>;
}

/** Times in seconds; the first search has to wait for the index in memory. */
export interface FirstSync {
  seconds: number;
  idle: Memory;
  read: Memory;
  firstSearch: number;
  searched: Memory;
}

export async function startWorld(people: number, addinFolder?: string): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
  const sandbox = await startProcess<SandboxAddress>('./sandbox.ts', { people });
  const input: FoyerInput = { sandbox: sandbox.ready, dataDir, ...(addinFolder && { addinFolder }) };
  const foyer = await startProcess<FoyerAddress>('./foyer.ts', input);
  const caller = callerOf(foyer.ready.url);
  const control = callerOf(sandbox.ready.origin);
  await sandbox.ask('installed', foyer.ready.url);

  const hostToken = async (person: string) =>
    (await control.json<{ token: string }>({ method: 'POST', path: '/sandbox/tokens', body: { person } })).token;
  const signIn = (token: string) => openSession(foyer.ready.url, token);
  const { people: cast } = await control.json<Cast>({ path: '/sandbox/world' });
  const founder = cast.find(({ persona }) => persona === 'administrator');
  if (!founder) throw new TypeError('the sandbox has no administrator');
  const administrator = await signIn(await hostToken(founder.userPrincipalName));
  const sync = await firstSync(foyer, caller, administrator);

  let bare: Caller | null = null;
  const supply = availablePeople(caller, administrator);
  return {
    people,
    sandbox: sandbox.ready,
    sandboxProcess: sandbox,
    foyer,
    caller,
    founder: founder.userPrincipalName,
    administrator,
    sync,
    async bare() {
      bare ??= callerOf(await foyer.ask<string>('bare'));
      return bare;
    },
    hostToken,
    signIn,
    async takePeople(count) {
      const taken: DirectoryUserView[] = [];
      while (taken.length < count) {
        const { value, done } = await supply.next();
        if (done) throw new Error(`of ${people} people not enough are left to take ${count}`);
        taken.push(value);
      }
      return taken;
    },
    async close() {
      for (const each of [caller, control, bare]) each?.close();
      await foyer.stop();
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface Cast {
  people: { persona: string; userPrincipalName: string }[];
}

/** Founds the organization, waits until its directory has been read, and searches it. */
async function firstSync(foyer: Process<FoyerAddress>, caller: Caller, session: string): Promise<FirstSync> {
  const idle = await foyer.settledMemory();
  const users = (query: string) =>
    caller.json<DirectoryPage>({ path: `/api/v1/directory/users?limit=1${query}`, session });
  const state = async () => (await users('')).sync.status;
  await caller.call({ method: 'POST', path: '/api/v1/organization', session, body: { name: 'Alder & Vale' } });
  while ((await state()) === 'never') await pause(5);
  const start = performance.now();
  while ((await state()) === 'running') await pause(50);
  const end = performance.now();
  const read = await foyer.memory();
  const { sync, total } = await users('&search=a');
  const firstSearch = (performance.now() - end) / 1000;
  if (sync.status !== 'done' || total === 0) throw new Error('the directory could not be read');
  return { seconds: (end - start) / 1000, idle, read, firstSearch, searched: await foyer.settledMemory() };
}

async function openSession(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const session = /foyer=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
  if (!session) throw new Error(`POST /session answered ${response.status}: ${await response.text()}`);
  return session;
}

async function* availablePeople(caller: Caller, session: string): AsyncGenerator<DirectoryUserView, undefined> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const behind: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page: DirectoryPage = await caller.json({ path: `/api/v1/directory/users?limit=200${behind}`, session });
    for (const person of page.items) if (person.standing === 'available' && !person.isGuest) yield person;
    cursor = page.nextCursor;
  }
  return undefined;
}
