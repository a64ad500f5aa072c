import assert from 'node:assert/strict';
import type { Profile } from '../../src/server/core/profiles/schemas.ts';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { DirectoryPage } from '../../src/server/features/directory/schemas.ts';
import type { InviteResponse } from '../../src/server/features/invitations/schemas.ts';
import type { JoinRequest } from '../../src/server/features/join-requests/schemas.ts';
import type { Client } from './client.ts';
import { eventually } from './eventually.ts';
import type { ReceivedMail, SandboxPerson, World } from './world.ts';

type Person = Pick<SandboxPerson, 'id' | 'userPrincipalName'>;

/** The id of a built-in profile. */
export async function builtIn(client: Client, name: 'administrator' | 'standard'): Promise<string> {
  const { items } = await client.get<{ items: Profile[] }>('/profiles');
  const profile = items.find((each) => each.builtIn === name);
  assert.ok(profile, `there is no profile ${name}`);
  return profile.id;
}

/** Waits until the directory has been read once. */
export async function syncedDirectory(client: Client): Promise<DirectoryPage> {
  return await eventually(async () => {
    const page = await client.get<DirectoryPage>('/directory/users?limit=200');
    assert.equal(page.sync.status, 'done');
    return page;
  }, 30_000);
}

/** Invites one person of the tenant; returns the invitation's id. */
export async function invite(inviter: Client, person: Person, profileId?: string): Promise<string> {
  const { results } = await inviter.post<InviteResponse>('/invitations', {
    objectIds: [person.id],
    ...(profileId && { profileId }),
  });
  const [result] = results;
  assert.equal(result?.outcome, 'invited');
  assert.ok(result.invitationId);
  return result.invitationId;
}

export async function termsVersion(client: Client): Promise<string> {
  return (await client.get<Session>('/session')).termsVersion;
}

/** Accepts the invitation that waits for whoever is signed in. */
export async function acceptMine(client: Client): Promise<void> {
  await client.post('/invitations/mine/accept', { termsVersion: await termsVersion(client) });
}

/** Makes a person of the tenant a member; returns their browser. */
export async function addMember(world: World, admin: Client, person: Person, profileId?: string): Promise<Client> {
  await invite(admin, person, profileId);
  const client = await world.signIn(person.userPrincipalName);
  await acceptMine(client);
  return client;
}

export async function addApprover(world: World, admin: Client, person: Person): Promise<Client> {
  return await addMember(world, admin, person, await builtIn(admin, 'administrator'));
}

/** Has a person of the tenant ask to join. */
export async function ask(client: Client, message = ''): Promise<JoinRequest> {
  return await client.post<JoinRequest>('/join-requests', { message });
}

/** The secret of the link in an invitation's mail. */
export function linkToken({ links }: ReceivedMail): string {
  const token = links.map((link) => /\/invitations\/([A-Za-z0-9_-]{43})$/.exec(link)?.[1]).find(Boolean);
  assert.ok(token, `no invitation link among ${links}`);
  return token;
}

/** The only element of a list. */
export function only<T>(items: readonly T[]): T {
  assert.equal(items.length, 1);
  return items[0] as T;
}

/** The element at a place that must be there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  assert.ok(item !== undefined, `there is nothing at ${index}`);
  return item;
}
