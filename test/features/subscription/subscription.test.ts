import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, at, invite } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('subscription', () => {
  let world: World;
  let admin: Client;
  let standard: Client;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '4' } });
    admin = await foundOrganization(world);
    standard = await addMember(world, admin, at(world.people('employee'), 0));
  });
  after(() => world.close());

  const show = (client = admin) => client.get<Subscription>('/subscription');
  const change = (body: unknown, client = admin) => client.call('PATCH', '/subscription', { body });

  it('SUB-1 shows seats bought, used and free, and how many are promised', async () => {
    await invite(admin, at(world.people('employee'), 1));
    assert.deepEqual(await show(), {
      seats: { bought: 4, used: 2, free: 2 },
      pendingInvitations: 1,
      abilities: { update: true },
    });
  });

  it('SUB-1 the number bought changes, and the change is audited', async () => {
    const changed = await admin.patch<Subscription>('/subscription', { seats: 9 });
    assert.deepEqual(changed.seats, { bought: 9, used: 2, free: 7 });
    const entry = at((await admin.get<Page<AuditEntry>>('/audit?action=subscription.update')).items, 0);
    assert.deepEqual(entry.details, { seatsBefore: 4, seats: 9 });
  });

  it('SUB-1 never goes below what is in use', async () => {
    assert.equal(expectProblem(await change({ seats: 1 }), 'seats_below_use', 409).used, 2);
    assert.equal((await admin.patch<Subscription>('/subscription', { seats: 2 })).seats.free, 0);
    assert.equal((await show()).seats.bought, 2);
  });

  it('SUB-1 refuses numbers that are none', async () => {
    for (const seats of [0, -1, 1.5, '3', null, 1e9]) expectProblem(await change({ seats }), 'validation_failed', 400);
    expectProblem(await change({ seats: 5, free: 5 }), 'validation_failed', 400);
    assert.equal((await show()).seats.bought, 2);
  });

  it('SUB-1 is changed by manageSubscription only', async () => {
    expectProblem(await change({ seats: 50 }, standard), 'permission_required', 403);
    expectProblem(await standard.call('GET', '/subscription'), 'permission_required', 403);
    const outsider = await world.signIn(at(world.people('employee'), 2).userPrincipalName);
    expectProblem(await change({ seats: 50 }, outsider), 'membership_required', 403);
    assert.equal((await show()).seats.bought, 2);
  });
});
