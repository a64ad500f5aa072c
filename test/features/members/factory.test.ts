import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Client } from '../../support/client.ts';
import { addMember } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('a member whom a test makes without an invitation', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  it('MEM-10 is what joining makes: the same fields, a seat less, and Foyer open to them', async () => {
    const admin = await foundOrganization(world);
    const [invited, made] = world.people('employee');
    assert.ok(invited && made);
    const joined = await seen(invited, await addMember(world, admin, invited));
    const before = await admin.get<Subscription>('/subscription');
    const direct = await seen(made, await makeMember(world, made));
    assert.deepEqual(direct, joined);
    const { seats } = await admin.get<Subscription>('/subscription');
    assert.deepEqual([seats.used, seats.free], [before.seats.used + 1, before.seats.free - 1]);
    const [note] = await world.db.collection('seat-changes').find().sort({ quarter: -1 }).limit(1).toArray();
    assert.equal(note?.used, seats.used);
  });

  /** What is the same of all who have just joined. */
  async function seen({ id }: SandboxPerson, client: Client): Promise<object> {
    const { account, member, standing, permissions } = await client.get<Session>('/session');
    const [row] = await world.db.collection('members').find().sort({ joinedAt: -1 }).limit(1).toArray();
    const found = await client.get<{ items: { loginId: string }[] }>(`/records/owners?search=${account.loginId}`);
    return {
      standing,
      permissions,
      keys: Object.keys(row ?? {}).sort(),
      same: [row?.organizationId, row?.status, row?.profileId, row?.roleId, row?.deactivatedAt, row?.revision],
      isSelf: row?._id.toHexString() === member?.id && row?.accountId.toHexString() === account.id,
      isOfTenant: row?.objectId === id,
      found: found.items.length,
    };
  }
});
