import assert from 'node:assert/strict';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { Activations } from '../../src/server/features/extensions/schemas.ts';
import type { Backup } from '../../src/server/features/mail-backups/schemas.ts';
import type { Mailbox } from '../../src/server/features/mailboxes/schemas.ts';
import type { ExtensionKey } from '../../src/server/platform/extensions.ts';
import type { Client } from './client.ts';
import { eventually } from './eventually.ts';
import { makeMember } from './members.ts';
import { type Pop3Script, type ScriptedPop3, servePop3 } from './pop3-server.ts';
import type { SandboxPerson, World } from './world.ts';

type Person = Pick<SandboxPerson, 'id' | 'userPrincipalName'>;

/** Somebody with a mailbox of the sandbox, and where it is. */
export interface MailboxOwner {
  client: Client;
  memberId: string;
}

/** Activates an extension for one more member. */
export async function activate(admin: Client, key: ExtensionKey, memberId: string): Promise<void> {
  const { ids } = await admin.get<Activations>(`/extensions/${key}/activations`);
  await admin.put(`/extensions/${key}/members`, { ids: [...ids, memberId] });
}

/** The body of `PUT /mail/mailbox` for a person of the sandbox. */
export function mailboxOf(world: World, { userPrincipalName }: Pick<Person, 'userPrincipalName'>) {
  return {
    address: userPrincipalName,
    protocol: 'pop3',
    host: 'localhost',
    port: world.sandbox.mail.ports.pop3s,
    security: 'tls',
    userName: userPrincipalName,
    password: 'sandbox',
    sharing: 'full',
  };
}

/** Makes a person a member with a mailbox. */
export async function addMailbox(
  world: World,
  admin: Client,
  person: Person,
  change: Record<string, unknown> = {},
): Promise<MailboxOwner> {
  const client = await makeMember(world, person);
  const memberId = (await client.get<Session>('/session')).member?.id ?? '';
  await activate(admin, 'mail', memberId);
  await client.put<Mailbox>('/mail/mailbox', { ...mailboxOf(world, person), ...change });
  return { client, memberId };
}

/** The same, who has left. */
export async function leaveMailbox(
  world: World,
  admin: Client,
  person: Person,
  change: Record<string, unknown> = {},
): Promise<MailboxOwner> {
  const owner = await addMailbox(world, admin, person, change);
  await admin.post('/members/deactivate', { ids: [owner.memberId] });
  return owner;
}

/** Somebody new who has left a mailbox on a server of its own kind. */
export async function leaveOnServer(
  world: World,
  admin: Client,
  script: Pop3Script,
): Promise<{ memberId: string; server: ScriptedPop3 }> {
  const server = await servePop3(script);
  const name = `leaver${server.port}`;
  const person = await world.createPerson({ userPrincipalName: `${name}@aldervale.example`, displayName: name });
  const { memberId } = await leaveMailbox(world, admin, person, { port: server.port, security: 'none' });
  return { memberId, server };
}

/** Has a mailbox backed up, and waits until it is. */
export async function backedUp(admin: Client, memberId: string, latest = false): Promise<Backup> {
  const backup = await backUp(admin, memberId, latest);
  assert.equal(backup.status, 'completed', JSON.stringify(backup));
  return backup;
}

/** Asks for a backup, and waits for its end, whatever that is. */
export async function backUp(admin: Client, memberId: string, latest = false): Promise<Backup> {
  const { id } = await admin.post<Backup>(`/mail/users/${memberId}/backups`, { latest });
  return await ended(admin, memberId, id);
}

/** Waits for the end of a backup. */
export async function ended(admin: Client, memberId: string, backupId: string): Promise<Backup> {
  return await eventually(async () => {
    const { items } = await admin.get<{ items: Backup[] }>(`/mail/users/${memberId}/backups`);
    const backup = items.find(({ id }) => id === backupId);
    assert.ok(backup?.status === 'completed' || backup?.status === 'failed', JSON.stringify(backup));
    return backup;
  }, 180_000);
}
