import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import { MINUTE } from '../../src/server/platform/clock.ts';
import { fold, words } from '../../src/server/platform/search-text.ts';
import type { Client } from './client.ts';
import type { SandboxPerson, World } from './world.ts';

/**
 * Makes a person a member of their tenant's organization and returns their browser, as `addMember` does, without the
 * invitation, its mail and the audit trail, which take twice as long: for tests that are about none of those,
 * nor about races for seats, since here the seat is taken first and the member written after.
 * @param profileId Standard unless given
 */
export async function makeMember(
  world: World,
  person: Pick<SandboxPerson, 'id' | 'userPrincipalName'>,
  profileId?: string,
): Promise<Client> {
  const { db, services } = world;
  const client = await world.signIn(person.userPrincipalName);
  const account = await db.collection('accounts').findOne({ 'identities.objectId': person.id });
  const organization = await db.collection('organizations').findOne({ tenantId: account?.identities[0].tenantId });
  assert.ok(account && organization, 'their tenant has an organization');
  const organizationId = organization._id;
  const [standard, top] = await Promise.all([
    db.collection('profiles').findOne({ organizationId, builtIn: 'standard' }),
    db.collection('roles').findOne({ organizationId, parentId: null }),
  ]);
  const fullName = `${account.firstName} ${account.lastName}`.trim();
  await takeSeat(world, organizationId);
  await db.collection('members').insertOne({
    organizationId,
    accountId: account._id,
    nameKey: fold(fullName),
    words: words(fullName, account.loginId),
    objectId: person.id,
    status: 'active',
    profileId: profileId ? new Types.ObjectId(profileId) : standard?._id,
    // ROLE-1: what newcomers get.
    roleId: top?.newcomersId,
    joinedAt: services.clock.now(),
    deactivatedAt: null,
    revision: 0,
  });
  return client;
}

/** The counter that seats are taken from, and what reports tell of it. */
async function takeSeat({ db, services }: World, organizationId: Types.ObjectId): Promise<void> {
  const seats = await db
    .collection('subscriptions')
    .findOneAndUpdate({ organizationId, free: { $gte: 1 } }, { $inc: { free: -1 } }, { returnDocument: 'after' });
  assert.ok(seats, 'no seat is free: start the world with more (SEATS_AT_START)');
  const length = 15 * MINUTE;
  const quarter = new Date(Math.floor(services.clock.now().getTime() / length) * length);
  const used = { bought: seats.bought, used: seats.bought - seats.free };
  await db.collection('seat-changes').updateOne({ organizationId, quarter }, { $set: used }, { upsert: true });
}
