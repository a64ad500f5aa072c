import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { mongo } from 'mongoose';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { Client } from '../support/client.ts';
import { ask, at, invite, syncedDirectory, termsVersion } from '../support/door.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

interface Budget {
  /** How many commands it may send, and how many of them in its transaction, whose commit counts. */
  most: number;
  inTransaction?: number;
  /** What it sends outside of a transaction and in one: `collection.command`, in any order. */
  sends: string;
  sendsInTransaction?: string;
}

/** What calls send to the database. A command more, or another one, has to be written down here. */
const BUDGETS = {
  'GET /session': {
    most: 1,
    sends: 'sessions.aggregate',
  },
  'GET /members': {
    most: 6,
    sends:
      'sessions.aggregate members.aggregate members.find organizations.aggregate accounts.find directory-users.find',
  },
  'GET /directory/users': {
    most: 5,
    sends: 'sessions.aggregate directory-syncs.find directory-users.find organizations.aggregate accounts.aggregate',
  },
  'GET /session by an outsider': {
    most: 4,
    sends: 'sessions.aggregate join-requests.find profiles.aggregate invitations.find',
  },
  'POST /session, first': {
    most: 10,
    inTransaction: 3,
    sends:
      'accounts.find accounts.aggregate sessions.find sessions.insert join-requests.find profiles.aggregate invitations.find',
    sendsInTransaction: 'accounts.find accounts.insert commitTransaction',
  },
  'POST /session, outsider': {
    most: 11,
    inTransaction: 3,
    sends:
      'sessions.aggregate sessions.update accounts.find accounts.aggregate sessions.find join-requests.find profiles.aggregate invitations.find',
    sendsInTransaction: 'sessions.update sessions.insert commitTransaction',
  },
  'POST /session, member': {
    most: 4,
    sends: 'accounts.find accounts.aggregate sessions.find sessions.insert',
  },
  'POST /invitations': {
    most: 12,
    inTransaction: 7,
    sends: 'sessions.aggregate sessions.update organizations.aggregate directory-users.find subscriptions.aggregate',
    sendsInTransaction:
      'organizations.aggregate organizations.aggregate accounts.aggregate invitations.insert audit-entries.insert outbox.update commitTransaction',
  },
  'POST /invitations/mine/accept': {
    most: 11,
    inTransaction: 8,
    sends: 'sessions.aggregate sessions.update invitations.find',
    sendsInTransaction:
      'subscriptions.findAndModify seat-changes.update invitations.update accounts.findAndModify members.findAndModify join-requests.findAndModify audit-entries.insert commitTransaction',
  },
  'POST /join-requests': {
    most: 12,
    inTransaction: 8,
    sends: 'sessions.aggregate sessions.update organizations.find join-requests.find',
    sendsInTransaction:
      'members.find invitations.find join-requests.find join-requests.insert profiles.aggregate outbox.update audit-entries.insert commitTransaction',
  },
  'POST /join-requests/{id}/approve': {
    most: 12,
    inTransaction: 9,
    sends: 'sessions.aggregate sessions.update join-requests.find',
    sendsInTransaction:
      'subscriptions.findAndModify seat-changes.update join-requests.findAndModify organizations.aggregate accounts.findAndModify members.findAndModify outbox.update audit-entries.insert commitTransaction',
  },
  'POST /members/deactivate': {
    most: 31,
    inTransaction: 29,
    sends: 'sessions.aggregate sessions.update',
    sendsInTransaction:
      'members.find profiles.update profiles.find members.aggregate members.aggregate members.find profiles.find profiles.find members.update session-handovers.delete sessions.update api-tokens.update site-grants.find oauth-artifacts.delete site-grants.delete extensionActivations.find mailboxes.update subscriptions.findAndModify seat-changes.update profiles.find members.aggregate members.aggregate accounts.find directory-users.find invitations.find audit-entries.insert outbox.update subscriptions.find commitTransaction',
  },
  'POST /members/reactivate': {
    most: 14,
    inTransaction: 13,
    sends: 'sessions.aggregate',
    sendsInTransaction:
      'members.find subscriptions.find profiles.find subscriptions.findAndModify seat-changes.update members.update accounts.find directory-users.find invitations.find audit-entries.insert outbox.update subscriptions.find commitTransaction',
  },
} satisfies Record<string, Budget>;

interface Sent {
  name: string;
  isInTransaction: boolean;
}

describe('commands to the database', () => {
  let world: World;
  let admin: Client;
  const calls = new AsyncLocalStorage<Sent[]>();
  let latest: Sent[] = [];

  // What a call does happens in its context, so that jobs, which send commands at the same time, are not counted.
  const onRequest = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (!request.url?.startsWith('/api/')) return;
    latest = [];
    calls.enterWith(latest);
  };

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ tellsCommands: true });
    world.db.getClient().on('commandStarted', ({ commandName, command }: mongo.CommandStartedEvent) => {
      const collection = command[commandName];
      calls.getStore()?.push({
        name: typeof collection === 'string' ? `${collection}.${commandName}` : commandName,
        isInTransaction: command.autocommit === false,
      });
    });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    // Mails go out, and entries of the audit trail are sealed, beside the calls that write them.
    for (const service of [world.services.outbox, world.services.sealer]) Object.assign(service, { wake: () => {} });
    subscribe('http.server.request.start', onRequest);
  });
  after(async () => {
    unsubscribe('http.server.request.start', onRequest);
    await world.close();
  });

  const employee = (index: number) => at(world.people('employee'), index);
  const signIn = (index: number) => world.signIn(employee(index).userPrincipalName);

  /** Makes a call that has to keep its budget. */
  async function holds<Result>(call: keyof typeof BUDGETS, make: () => Promise<Result>): Promise<Result> {
    const result = await make();
    const { most, inTransaction = 0, sends, sendsInTransaction = '' }: Budget = BUDGETS[call];
    const own = (wanted: boolean) => latest.filter(({ isInTransaction }) => isInTransaction === wanted);
    compare(`${call}, in its transaction,`, own(true), sendsInTransaction);
    compare(call, own(false), sends);
    assert.ok(latest.length <= most, `${call} sends ${latest.length} commands instead of ${most}`);
    assert.ok(own(true).length <= inTransaction, `${call} sends ${own(true).length} in its transaction`);
    return result;
  }

  it('of reads keep their budgets', async () => {
    await holds('GET /session', () => admin.get('/session'));
    await holds('GET /members', () => admin.get('/members'));
    await holds('GET /directory/users', () => admin.get('/directory/users?search=an'));
    const outsider = await signIn(0);
    await holds('GET /session by an outsider', () => outsider.get('/session'));
  });

  it('of a sign-in keep their budgets, the first time, again, and in the same browser', async () => {
    const { userPrincipalName } = employee(1);
    const browser = world.browser();
    const open = async () => browser.post('/session', { token: await world.hostToken(userPrincipalName) });
    await holds('POST /session, first', open);
    await holds('POST /session, outsider', open);
    await makeMember(world, employee(2));
    await holds('POST /session, member', async () =>
      world.browser().post('/session', { token: await world.hostToken(employee(2).userPrincipalName) }),
    );
  });

  it('of inviting and accepting keep their budgets', async () => {
    const person = employee(3);
    const client = await signIn(3);
    const version = await termsVersion(client);
    await holds('POST /invitations', () => invite(admin, person));
    await holds('POST /invitations/mine/accept', () =>
      client.post('/invitations/mine/accept', { termsVersion: version }),
    );
  });

  it('of asking, approving, deactivating and reactivating keep their budgets', async () => {
    const client = await signIn(4);
    const { id } = await holds('POST /join-requests', () => ask(client, 'Please.'));
    await holds('POST /join-requests/{id}/approve', () => admin.post(`/join-requests/${id}/approve`));
    const { member } = await client.get<Session>('/session');
    const ids = [member?.id];
    await holds('POST /members/deactivate', () => admin.post('/members/deactivate', { ids }));
    await holds('POST /members/reactivate', () => admin.post('/members/reactivate', { ids }));
  });
});

/** Names what is new, and what is no longer sent. */
function compare(call: string, sent: readonly Sent[], listed: string): void {
  const [news, gone] = [sent.map(({ name }) => name), listed.split(/\s+/).filter(Boolean)];
  for (const name of [...news]) {
    if (!gone.includes(name)) continue;
    news.splice(news.indexOf(name), 1);
    gone.splice(gone.indexOf(name), 1);
  }
  assert.deepEqual(news, [], `${call} sends what is not on its list`);
  assert.deepEqual(gone, [], `${call} no longer sends what is on its list`);
}
