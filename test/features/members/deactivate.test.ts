import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type {
  Consequences,
  DeactivateResponse,
  MemberDetails,
  MembersResponse,
} from '../../../src/server/features/members/schemas.ts';
import type { Organization } from '../../../src/server/features/organizations/schemas.ts';
import type { Transfer } from '../../../src/server/features/record-transfers/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addApprover, at, invite, only, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { fill, memberId } from '../../support/records.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

/** Somebody of the tenant. */
type Person = Pick<SandboxPerson, 'id' | 'userPrincipalName'>;

describe('members: deactivate and reactivate', () => {
  let world: World;
  let admin: Client;
  let organizationId: string;
  let people: Person[];
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 80, env: { SEATS_AT_START: '40' } });
    admin = await foundOrganization(world);
    const { items } = await syncedDirectory(admin);
    people = items
      .filter(({ standing, isGuest }) => standing === 'available' && !isGuest)
      .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
    organizationId = (await admin.get<Organization>('/organization')).id;
  });
  after(() => world.close());

  interface Someone {
    person: Person;
    client: Client;
    id: string;
  }

  /** A new member whom no other test knows. */
  async function someone(): Promise<Someone> {
    const person = at(people, next++);
    const client = await makeMember(world, person);
    return { person, client, id: await memberId(client) };
  }

  const deactivate = (ids: string[], more: object = {}) =>
    admin.post<DeactivateResponse>('/members/deactivate', { ids, ...more });
  const reactivate = (ids: string[], more: object = {}) =>
    admin.post<MembersResponse>('/members/reactivate', { ids, ...more });
  const show = (id: string) => admin.get<MemberDetails>(`/members/${id}`);
  const seats = async () => (await admin.get<Subscription>('/subscription')).seats;
  const latest = async (action: string) => at((await admin.get<Page<AuditEntry>>(`/audit?action=${action}`)).items, 0);

  it('MEM-1 ends sessions at once, refuses the next sign-in in that organization, frees the seat, tells the person', async () => {
    const { person, client, id } = await someone();
    const before = await seats();

    const { results, seats: after } = await deactivate([id]);

    assert.deepEqual(results, [{ id, outcome: 'done', code: null, transferId: null }]);
    assert.deepEqual(after, { bought: before.bought, used: before.used - 1, free: before.free + 1 });
    expectProblem(await client.call('GET', '/session'), 'session_required', 401);
    const again = await world.signIn(person.userPrincipalName);
    const session = await again.get<Session>('/session');
    assert.deepEqual([session.standing, session.member, session.permissions], ['inactive', null, []]);
    for (const path of ['/organization', '/records/leads', `/members/${id}`]) {
      expectProblem(await again.call('GET', path), 'member_inactive', 403);
    }
    expectProblem(await again.call('POST', '/join-requests', { body: {} }), 'member_inactive', 403);
    const mail = await world.waitForMail(person.userPrincipalName, /deactivated|désactivé/);
    assert.match(mail.text, /Ingrid Halvorsen (has deactivated your access to|a désactivé votre accès à) Alder & Vale/);
    const entry = await latest('member.deactivate');
    assert.deepEqual(entry.target, { kind: 'member', id, label: person.userPrincipalName.toLowerCase() });
    assert.equal(entry.outcome, 'done');
  });

  it('MEM-3 an inactive member is still there, with role, profile and records, and gets no new ones', async () => {
    const { id } = await someone();
    const { profile, role } = await show(id);
    await fill(world, organizationId, id, { leads: 2 });
    await deactivate([id]);
    const inactive = await show(id);
    assert.equal(inactive.status, 'inactive');
    assert.ok(inactive.deactivatedAt !== null && !inactive.takesSeat);
    assert.deepEqual([inactive.profile, inactive.role], [profile, role]);
    assert.equal(inactive.records.leads, 2);
    assert.deepEqual(inactive.refusals, { deactivate: 'already_inactive', delete: 'records_owned' });
    const body = { name: 'New', ownerId: id };
    expectProblem(await admin.call('POST', '/records/leads', { body }), 'owner_inactive', 409);
  });

  it('MEM-7 reactivation brings profile and role back, takes a seat, tells the person, opens no old session', async () => {
    const { person, client, id } = await someone();
    const { profile, role } = await show(id);
    await deactivate([id]);
    const before = await seats();

    const { results, seats: after } = await reactivate([id]);

    assert.deepEqual(results, [{ id, outcome: 'done', code: null }]);
    assert.equal(after.free, before.free - 1);
    expectProblem(await client.call('GET', '/session'), 'session_required', 401);
    const session = await (await world.signIn(person.userPrincipalName)).get<Session>('/session');
    assert.equal(session.standing, 'member');
    assert.deepEqual([session.member?.profile, session.member?.role], [profile, role]);
    await world.waitForMail(person.userPrincipalName, /(You are back in|Vous êtes de retour dans) Alder & Vale/);
    assert.equal((await latest('member.reactivate')).target.id, id);
    assert.equal((await show(id)).deactivatedAt, null);
  });

  it('MEM-7 an inactive person may be invited again and comes back by that', async () => {
    const { person, id } = await someone();
    await deactivate([id]);
    await invite(admin, person);
    const client = await world.signIn(person.userPrincipalName);
    assert.equal((await client.get<Session>('/session')).standing, 'invited');
    await acceptMine(client);
    assert.equal(await memberId(client), id);
    assert.equal((await show(id)).status, 'active');
  });

  it('MEM-7 an invitation that still waits is taken back when its person is reactivated or deactivated', async () => {
    const { person, id } = await someone();
    await deactivate([id]);
    await invite(admin, person);
    await reactivate([id]);
    assert.equal(
      (await admin.get<Page<unknown>>(`/invitations?status=pending&search=${person.userPrincipalName}`)).total,
      0,
    );
    await deactivate([id]);
    const client = await world.signIn(person.userPrincipalName);
    assert.equal((await client.get<Session>('/session')).standing, 'inactive');
  });

  it('MEM-7 without a free seat reactivation is refused, says how many are missing, and changes nothing', async () => {
    const [one, two] = [await someone(), await someone()];
    await deactivate([one.id, two.id]);
    const { used, bought } = await seats();
    await admin.patch('/subscription', { seats: used + 1 });
    const ids = [one.id, two.id];

    const body = { ids };
    const problem = expectProblem(await admin.call('POST', '/members/reactivate', { body }), 'seats_exhausted', 409);

    assert.deepEqual([problem.needed, problem.free, problem.missing], [2, 1, 1]);
    assert.deepEqual(
      problem.errors?.map(({ field, code }) => [field, code]),
      [[`members.${two.id}`, 'seats_exhausted']],
    );
    assert.match(problem.errors?.[0]?.message ?? '', /All seats are taken/);
    assert.equal((await show(one.id)).status, 'inactive');
    const { results } = await reactivate(ids, { atomic: false });
    assert.deepEqual(
      results.map(({ outcome, code }) => [outcome, code]),
      [
        ['done', null],
        ['refused', 'seats_exhausted'],
      ],
    );
    assert.equal((await show(two.id)).refusals.reactivate, 'seats_exhausted');
    await admin.patch('/subscription', { seats: bought });
    assert.equal((await show(two.id)).abilities.reactivate, true);
  });

  it('MEM-6 nobody deactivates themselves; all or nothing, or a result for each', async () => {
    const { id } = await someone();
    const self = await memberId(admin);
    const body = { ids: [id, self] };
    const problem = expectProblem(
      await admin.call('POST', '/members/deactivate', { body }),
      'cannot_deactivate_self',
      409,
    );
    assert.equal(problem.errors?.[0]?.field, `members.${self}`);
    assert.equal((await show(id)).status, 'active');
    const refused = await latest('member.deactivate');
    assert.deepEqual([refused.outcome, refused.code, refused.target.id], ['refused', 'cannot_deactivate_self', self]);

    const { results } = await deactivate([id, self], { atomic: false });
    assert.deepEqual(
      results.map(({ outcome, code }) => [outcome, code]),
      [
        ['done', null],
        ['refused', 'cannot_deactivate_self'],
      ],
    );
    const again = only((await deactivate([id])).results);
    assert.equal(again.outcome, 'unchanged');
    assert.equal(only((await reactivate([self])).results).outcome, 'unchanged');
  });

  it('MEM-4 records begin to go to their new owner in the call that deactivates, for those who may transfer', async () => {
    const [leaver, successor] = [await someone(), await someone()];
    await fill(world, organizationId, leaver.id, { leads: 3, deals: 1 });
    const transfer = { all: successor.id };
    for (const bad of [{ all: leaver.id }, { leads: leaver.id }]) {
      const body = { ids: [leaver.id], transfer: bad };
      expectProblem(await admin.call('POST', '/members/deactivate', { body }), 'owner_inactive', 409);
    }
    assert.equal((await show(leaver.id)).status, 'active');

    const { transferId } = only((await deactivate([leaver.id], { transfer })).results);

    await eventually(async () => {
      const { status, moved } = await admin.get<Transfer>(`/records/transfers/${transferId}`);
      assert.deepEqual([status, moved], ['done', 4]);
    });
    const { records, abilities } = await show(leaver.id);
    assert.deepEqual(records, { leads: 0, contacts: 0, deals: 0, tasks: 0 });
    assert.equal(abilities.delete, true);
    assert.equal((await latest('member.deactivate')).details.transferId, transferId);
  });

  it('MEM-4 deactivating with a hand-over needs transferRecords beside manageUsers', async () => {
    const { id } = await someone();
    const approver = await addApprover(world, admin, at(people, next++));
    const profile = { name: 'Approver', permissions: ['manageUsers'], organizationId: await own('profiles') };
    const { insertedId } = await world.db
      .collection('profiles')
      .insertOne({ ...profile, builtIn: null, extensions: [], revision: 0 });
    await admin.patch(`/members/${await memberId(approver)}`, { profileId: insertedId.toHexString() });
    const body = { ids: [id], transfer: { all: await memberId(admin) } };
    expectProblem(await approver.call('POST', '/members/deactivate', { body }), 'permission_required', 403);
    assert.equal((await show(id)).status, 'active');
    await approver.post('/members/deactivate', { ids: [id] });
    assert.equal((await show(id)).status, 'inactive');
  });

  it('MEM-5 tells the consequences with counts before anything is done', async () => {
    const [one, two] = [await someone(), await someone()];
    await world.signIn(one.person.userPrincipalName);
    await fill(world, organizationId, one.id, { leads: 2, tasks: 1 });
    await fill(world, organizationId, two.id, { leads: 1 });
    await deactivate([two.id]);
    const { used, bought } = await seats();
    await admin.patch('/subscription', { seats: used });
    const self = await memberId(admin);
    const { fullName } = await show(two.id);

    const told = await admin.post<Consequences>('/members/consequences', { ids: [self, one.id, two.id] });

    assert.deepEqual([told.members, told.active, told.inactive], [3, 2, 1]);
    assert.deepEqual(told.records, { leads: 3, contacts: 0, deals: 0, tasks: 1 });
    assert.equal(told.sessions, 2);
    assert.deepEqual(told.seats, { bought: used, used, free: 0, freed: 1, needed: 1, missing: 1 });
    assert.deepEqual(told.refused.deactivate, [
      { id: self, fullName: 'Ingrid Halvorsen', code: 'cannot_deactivate_self' },
    ]);
    assert.deepEqual(told.refused.reactivate, [{ id: two.id, fullName, code: 'seats_exhausted' }]);
    assert.deepEqual(
      told.refused.delete.map(({ code }) => code),
      ['member_active', 'member_active', 'records_owned'],
    );
    await admin.patch('/subscription', { seats: bought });
    assert.equal((await show(one.id)).status, 'active');
  });

  it('MEM-5 everybody who matches the filter of the list can be meant', async () => {
    const { id, person } = await someone();
    const matching = { search: person.userPrincipalName, status: 'active' };
    const body = { matching };
    assert.equal((await admin.post<Consequences>('/members/consequences', body)).members, 1);
    const { results } = await admin.post<DeactivateResponse>('/members/deactivate', body);
    assert.deepEqual(only(results).id, id);
    assert.deepEqual((await admin.post<DeactivateResponse>('/members/deactivate', body)).results, []);
  });

  it('MEM-5 refuses a selection that is none, both or too large', async () => {
    const ids = [await memberId(admin)];
    for (const body of [{}, { ids: [] }, { ids, matching: {} }, { matching: { name: 'x' } }, { ids: ['x'] }]) {
      for (const call of ['consequences', 'deactivate', 'reactivate']) {
        expectProblem(await admin.call('POST', `/members/${call}`, { body }), 'validation_failed', 400);
      }
    }
    const many = { ids: Array.from({ length: 1001 }, (_, n) => n.toString(16).padStart(24, '0')) };
    expectProblem(await admin.call('POST', '/members/deactivate', { body: many }), 'validation_failed', 400);
  });

  it('MEM-5 members without manageUsers change nobody', async () => {
    const [one, two] = [await someone(), await someone()];
    for (const call of ['consequences', 'deactivate', 'reactivate']) {
      const body = { ids: [two.id] };
      expectProblem(await one.client.call('POST', `/members/${call}`, { body }), 'permission_required', 403);
    }
    assert.equal((await show(two.id)).status, 'active');
    assert.equal((await latest('member.reactivate')).outcome, 'refused');
  });

  it("MEM-5 a neighbour's ids answer 404 and change nothing, also among one's own", async () => {
    const [one, two] = [await someone(), await someone()];
    await deactivate([two.id]);
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    for (const call of ['consequences', 'deactivate', 'reactivate']) {
      for (const ids of [[one.id], [await memberId(vera), one.id], [two.id]]) {
        for (const atomic of call === 'consequences' ? [{}] : [{ atomic: true }, { atomic: false }]) {
          const body = { ids, ...atomic };
          expectProblem(await vera.call('POST', `/members/${call}`, { body }), 'not_found', 404);
        }
      }
    }
    assert.deepEqual([(await show(one.id)).status, (await show(two.id)).status], ['active', 'inactive']);
    const heirless = { ids: [one.id], transfer: { all: await memberId(vera) } };
    await fill(world, organizationId, one.id, { leads: 1 });
    expectProblem(await admin.call('POST', '/members/deactivate', { body: heirless }), 'not_found', 404);
    assert.equal((await show(one.id)).status, 'active');
  });

  async function own(collection: string) {
    return (await world.db.collection(collection).findOne({ builtIn: 'administrator' }))?.organizationId;
  }
});
