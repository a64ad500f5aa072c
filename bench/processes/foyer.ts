import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/database/connect.ts';
import { letIn } from '../../src/database/embedded/door.ts';
import { countMails } from '../../src/server/core/outbox/service.ts';
import { startServer } from '../../src/server/main.ts';
import { loadConfig } from '../../src/server/platform/config.ts';
import { type BareServer, startBareServer } from '../bare/server.ts';
import { type PeerServer, startPeer } from '../peer/better-auth.ts';
import { answerQuestions, type Idleness, watchIdle } from './child.ts';
import { fillLeads, fillMembers } from './fill.ts';
import { backUp, leaveMailbox } from './fill-mailbox.ts';
import type { SandboxAddress } from './sandbox.ts';
import { processInput } from './start-process.ts';

export interface FoyerInput {
  sandbox: SandboxAddress;
  dataDir: string;
  addinFolder?: string;
}

export interface FoyerAddress {
  url: string;
}

export type PeerAddress = Pick<PeerServer, 'url' | 'organizationId' | 'owner'>;

/** Foyer and its embedded database in one process, as `npm start` runs them; the bare server later beside it. */
const { sandbox, dataDir, addinFolder } = processInput<FoyerInput>();
const database = await openDatabase({ dataDir, log: console.error });
const authority = join(dataDir, 'mail-server.pem');
await writeFile(authority, sandbox.mail.certificate);
const config = loadConfig({
  NODE_ENV: 'development',
  LOG_LEVEL: 'error',
  FOYER_PORT: '0',
  ENTRA_CLIENT_ID: sandbox.clientId,
  ENTRA_CLIENT_SECRET: sandbox.clientSecret,
  MICROSOFT_ORIGIN: sandbox.origin,
  HOST_ORIGINS: sandbox.origin,
  MAIL_FROM: sandbox.mailSender,
  MAIL_TENANT_ID: sandbox.tenantId,
  MAIL_PER_MINUTE: '1000000',
  MAIL_PER_DAY: '1000000',
  MAIL_ALLOWED_NETWORKS: '127.0.0.0/8',
  MAIL_ALLOWED_PORTS: '1024-65535',
  MAIL_CA_FILE: authority,
  DATA_DIR: dataDir,
  SEATS_AT_START: '10000',
  RATE_LIMIT_CALLS: '100000000',
  RATE_LIMIT_SIGN_INS: '100000000',
});
const server = await startServer(config, {
  databaseUri: database.uri,
  ...(addinFolder && { addin: { folder: addinFolder } }),
});
/** Commands to the database each minute: what a driver asks to see that it lives, and the others. */
export interface FoyerIdleness extends Idleness {
  heartbeats: number;
  commands: number;
}

async function idle(seconds: number): Promise<FoyerIdleness> {
  let [heartbeats, commands] = [0, 0];
  const onLetIn = (word: unknown) => {
    const [kind, name] = word as [string, string];
    if (kind !== 'command') return;
    if (name === 'hello') heartbeats += 1;
    else commands += 1;
  };
  subscribe(letIn.name, onLetIn);
  const watched = await watchIdle(seconds);
  unsubscribe(letIn.name, onLetIn);
  return { ...watched, heartbeats: (heartbeats * 60) / seconds, commands: (commands * 60) / seconds };
}

let bare: BareServer | null = null;
let peer: PeerServer | null = null;

const ready: FoyerAddress = { url: server.url };
answerQuestions(ready, {
  /** Starts the bare server on the same database; its address. */
  async bare() {
    bare ??= await startBareServer(database.uri, sandbox);
    return bare.url;
  },
  /** Starts the peer on the same database, with so many members. */
  async peer(members: number): Promise<PeerAddress> {
    peer ??= await startPeer(database.uri, members);
    const { url, organizationId, owner } = peer;
    return { url, organizationId, owner };
  },
  signUpToPeer: (emails: string[]) => peer?.signUp(emails),
  idle,
  members: (count: number) => fillMembers(server.services.db, count),
  leads: (count: number) => fillLeads(server.services.db, count),
  leaveMailbox: (login: string) => leaveMailbox(server.services, sandbox.mail, login),
  backUp: (backupId: string) => backUp(server.services, backupId),
  /** Waits until no mail is left to be sent. */
  async mailsSent() {
    while ((await countMails(server.services)).queued > 0) await pause(50);
  },
  async stop() {
    await bare?.close();
    await peer?.close();
    await server.close();
    await database.close();
  },
});
