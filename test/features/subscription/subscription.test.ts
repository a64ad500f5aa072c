import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, invite } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
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
    standard = await makeMember(world, at(world.people('employee'), 0));
  });
  after(() => world.close());

  const show = (client = admin) => client.get<Subscription>('/subscription');
  const change = (body: unknown, client = admin) => client.call('PATCH', '/subscription', { body });

  it('SUB-1 shows seats bought, used and free, and how many are promised', async () => {
    await invite(admin, at(world.people('employee'), 1));
    const { extensions, ...rest } = await show();
    assert.deepEqual(rest, {
      seats: { bought: 4, used: 2, free: 2 },
      pendingInvitations: 1,
      abilities: { update: true },
    });
    assert.deepEqual(
      extensions.map(({ key, mode, bought, used, free }) => [key, mode, bought, used, free]),
      [
        ['mail', 'user', 4, 0, 4],
        ['outlook', 'user', 4, 0, 4],
      ],
    );
  });

  it('SUB-1 the number bought changes, and the change is audited', async () => {
    const before = (await show()).seats.bought;
    const changed = await admin.patch<Subscription>('/subscription', { seats: 9 });
    assert.deepEqual(changed.seats, { bought: 9, used: 2, free: 7 });
    const entry = at((await admin.get<Page<AuditEntry>>('/audit?action=subscription.update')).items, 0);
    assert.deepEqual(entry.details, { seatsBefore: before, seats: 9 });
  });

  it('SUB-1 never goes below what is in use', async () => {
    assert.equal(expectProblem(await change({ seats: 1 }), 'seats_below_use', 409).used, 2);
    assert.equal((await admin.patch<Subscription>('/subscription', { seats: 2 })).seats.free, 0);
    assert.equal((await show()).seats.bought, 2);
  });

  it('SUB-1 licences of extensions change with the seats in one call, and each change is audited', async () => {
    const { seats, extensions } = await admin.patch<Subscription>('/subscription', {
      seats: 3,
      extensions: { mail: { bought: 7 }, outlook: { mode: 'profile', bought: 0 } },
    });
    assert.equal(seats.bought, 3);
    assert.deepEqual(
      extensions.map(({ mode, bought }) => [mode, bought]),
      [
        ['user', 7],
        ['profile', 0],
      ],
    );
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=extension.update');
    const details = items.map(({ target, details: { before, after } }) => ({ id: target.id, before, after }));
    assert.deepEqual(details, [
      { id: 'outlook', before: { mode: 'user', bought: 4 }, after: { mode: 'profile', bought: 0 } },
      { id: 'mail', before: { mode: 'user', bought: 4 }, after: { mode: 'user', bought: 7 } },
    ]);
  });

  it('SUB-1 one number below what is in use: nothing of the call is changed', async () => {
    const { items } = await admin.get<Page<Member>>('/members');
    await admin.put('/extensions/mail/members', { ids: items.map(({ id }) => id) });
    const before = await show();
    for (const [body, code, fields] of [
      [{ seats: 1, extensions: { mail: { bought: 9 } } }, 'seats_below_use', ['seats']],
      [
        { seats: 9, extensions: { outlook: { bought: 9 }, mail: { bought: 1 } } },
        'extension_below_use',
        ['extensions.mail.bought'],
      ],
      [{ extensions: { mail: { bought: 1 } }, seats: 1 }, 'seats_below_use', ['seats', 'extensions.mail.bought']],
    ] as const) {
      const problem = expectProblem(await change(body), code, 409);
      assert.equal(problem.used, 2);
      assert.deepEqual(
        problem.errors?.map(({ field }) => field),
        fields,
      );
      assert.match(problem.errors?.[0]?.message ?? '', /can.t have fewer/);
    }
    assert.deepEqual(await show(), before);
    await admin.patch('/subscription', { seats: 2 });
  });

  it('SUB-1 refuses numbers that are none', async () => {
    const before = await show();
    for (const seats of [0, -1, 1.5, '3', null, 1e9]) expectProblem(await change({ seats }), 'validation_failed', 400);
    expectProblem(await change({ seats: 5, free: 5 }), 'validation_failed', 400);
    for (const mail of [{}, { bought: -1 }, { bought: 1.5 }, { mode: 'all' }, { bought: 9, used: 1 }, null]) {
      expectProblem(await change({ extensions: { mail } }), 'validation_failed', 400);
    }
    expectProblem(await change({ extensions: { calendar: { bought: 5 } } }), 'validation_failed', 400);
    assert.deepEqual(await show(), before);
  });

  it('SUB-1 is changed by manageSubscription only', async () => {
    const before = await show();
    expectProblem(await change({ seats: 50 }, standard), 'permission_required', 403);
    expectProblem(await standard.call('GET', '/subscription'), 'permission_required', 403);
    const outsider = await world.signIn(at(world.people('employee'), 2).userPrincipalName);
    expectProblem(await change({ seats: 50 }, outsider), 'membership_required', 403);
    assert.deepEqual(await show(), before);
  });
});
