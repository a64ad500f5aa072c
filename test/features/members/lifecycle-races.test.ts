import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { JoinRequest } from '../../../src/server/features/join-requests/schemas.ts';
import type { Member, MembersResponse } from '../../../src/server/features/members/schemas.ts';
import type { Profile } from '../../../src/server/features/profiles/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { addApprover, ask, at, syncedDirectory, termsVersion } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';
import { memberId } from '../records/support.ts';

/** Somebody of the tenant. */
type Person = Pick<SandboxPerson, 'id' | 'userPrincipalName'>;

describe('races in the life of a member', () => {
  let world: World;
  let admin: Client;
  let people: Person[];
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 120, env: { SEATS_AT_START: '100' } });
    admin = await foundOrganization(world);
    const { items } = await syncedDirectory(admin);
    people = items
      .filter(({ standing }) => standing === 'available')
      .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
  });
  after(() => world.close());

  const person = () => at(people, next++);
  const seats = async () => (await admin.get<Subscription>('/subscription')).seats;
  const deactivate = (client: Client, ...ids: string[]) =>
    client.call('POST', '/members/deactivate', { body: { ids } });
  const reactivate = (...ids: string[]) => admin.call('POST', '/members/reactivate', { body: { ids } });
  const succeeded = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300).length;

  async function addMembers(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push(await memberId(await makeMember(world, person())));
    return ids;
  }

  it('MEM-10 reactivations, approvals and acceptances at once: exactly as many get in as there are free seats', async () => {
    const ids = await addMembers(8);
    await admin.post('/members/deactivate', { ids });
    const requests: JoinRequest[] = [];
    for (let n = 0; n < 5; n++) requests.push(await ask(await world.signIn(person().userPrincipalName)));
    const invited = [person(), person(), person(), person(), person()];
    await admin.post('/invitations', { objectIds: invited.map(({ id }) => id) });
    const clients: Client[] = [];
    for (const { userPrincipalName } of invited) clients.push(await world.signIn(userPrincipalName));
    const body = { termsVersion: await termsVersion(admin) };
    const { used, bought } = await seats();
    await admin.patch('/subscription', { seats: used + 6 });

    const answers = await Promise.all([
      ...ids.map((id) => reactivate(id)),
      ...requests.map(({ id }) => admin.call('POST', `/join-requests/${id}/approve`, { body: {} })),
      ...clients.map((client) => client.call('POST', '/invitations/mine/accept', { body })),
    ]);

    assert.equal(succeeded(answers), 6);
    for (const answer of answers.filter(({ status }) => status >= 300)) expectProblem(answer, 'seats_exhausted', 409);
    assert.deepEqual(await seats(), { bought: used + 6, used: used + 6, free: 0 });
    assert.equal((await admin.get<Page<Member>>('/members?status=active')).total, used + 6);
    await admin.patch('/subscription', { seats: bought });
  }).timeout(60_000);

  it('MEM-10 several bulk reactivations at once, all or nothing each, never take more than is free', async () => {
    const ids = await addMembers(6);
    await admin.post('/members/deactivate', { ids });
    const { used, bought } = await seats();
    await admin.patch('/subscription', { seats: used + 5 });

    const answers = await Promise.all([reactivate(...ids.slice(0, 3)), reactivate(...ids.slice(3))]);

    assert.equal(succeeded(answers), 1);
    assert.equal((await seats()).free, 2);
    const each = await admin.post<MembersResponse>('/members/reactivate', { ids, atomic: false });
    assert.equal((await seats()).free, 0);
    assert.deepEqual(each.results.map(({ outcome }) => outcome).sort(), [
      'done',
      'done',
      'refused',
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
    await admin.patch('/subscription', { seats: bought });
  });

  it('MEM-1 deactivating one member from ten places at once frees one seat, writes one entry and one mail', async () => {
    const somebody = person();
    const id = await memberId(await makeMember(world, somebody));
    const { free } = await seats();
    const answers = await Promise.all(Array.from({ length: 10 }, () => deactivate(admin, id)));
    assert.equal(succeeded(answers), 10);
    const outcomes = answers.flatMap(({ text }) => (JSON.parse(text) as MembersResponse).results);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'done').length, 1);
    assert.equal((await seats()).free, free + 1);
    const entries = await world.db
      .collection('audit-entries')
      .countDocuments({ action: 'member.deactivate', 'target.id': id });
    assert.equal(entries, 1);
    await eventually(async () =>
      assert.equal(await world.db.collection('outbox').countDocuments({ status: 'queued' }), 0),
    );
    const mails = await world.mailbox(somebody.userPrincipalName);
    assert.equal(mails.filter(({ subject }) => /deactivated|désactivé/.test(subject)).length, 1);
  });

  it('MEM-8 deleting and reactivating one member at once: one of the two, and the seats are right', async () => {
    const ids = await addMembers(3);
    await admin.post('/members/deactivate', { ids });
    for (const id of ids) {
      const { free } = await seats();
      const [back, gone] = await Promise.all([reactivate(id), admin.call('DELETE', `/members/${id}`)]);
      assert.equal(succeeded([back, gone]), 1);
      if (back.status === 200) expectProblem(gone, 'member_active', 409);
      else expectProblem(back, 'not_found', 404);
      assert.equal((await seats()).free, back.status === 200 ? free - 1 : free);
    }
  });

  describe('MEM-6 the last two who manage users', () => {
    let other: Client;
    let otherPerson: Person;
    let adminId: string;
    let otherId: string;
    /** May change profiles and cannot manage users. */
    let keeper: Client;

    before(async () => {
      otherPerson = person();
      other = await addApprover(world, admin, otherPerson);
      [adminId, otherId] = [await memberId(admin), await memberId(other)];
      const body = { name: 'Keeper', permissions: ['manageProfiles'] };
      keeper = await makeMember(world, person(), (await admin.post<Profile>('/profiles', body)).id);
      for (const name of ['Manager', 'Second manager', 'Third manager']) {
        await admin.post('/profiles', { name, permissions: ['manageUsers'] });
      }
    });

    /** Both are back, the other one with a profile of their own. */
    beforeEach(async () => {
      const profiles = world.db.collection('profiles');
      const members = world.db.collection('members');
      await profiles.updateOne({ name: 'Manager' }, { $set: { permissions: ['manageUsers'] } });
      for (const [id, name] of [
        [adminId, 'Administrator'],
        [otherId, 'Manager'],
      ] as const) {
        const profile = await profiles.findOne({ name });
        const back = { status: 'active', profileId: profile?._id };
        await members.updateOne({ _id: new Types.ObjectId(id) }, { $set: back });
      }
      admin = await world.signIn(world.person('administrator').userPrincipalName);
      other = await world.signIn(otherPerson.userPrincipalName);
    });

    it('each deactivates the other: exactly one succeeds', async () => {
      const answers = await Promise.all([deactivate(admin, otherId), deactivate(other, adminId)]);
      await expectOne(answers);
    });

    it('one deactivates the other, who takes the permission from the first one: exactly one succeeds', async () => {
      const body = { profileId: await idOf('Standard') };
      const answers = await Promise.all([
        deactivate(admin, otherId),
        other.call('PATCH', `/members/${adminId}`, { body }),
      ]);
      await expectOne(answers);
    });

    it('one is deactivated while the profile of the other loses the permission: exactly one succeeds', async () => {
      const body = { permissions: [] };
      const answers = await Promise.all([
        deactivate(other, adminId),
        keeper.call('PATCH', `/profiles/${await idOf('Manager')}`, { body }),
      ]);
      await expectOne(answers);
    });

    it('the profiles of both lose the permission: exactly one succeeds', async () => {
      const names = ['Second manager', 'Third manager'];
      await give(adminId, 'Second manager');
      await give(otherId, 'Third manager');
      const off = { body: { switches: { manageUsers: false } } };
      const ids = await Promise.all(names.map(idOf));
      await expectOne(await Promise.all(ids.map((id) => keeper.call('PATCH', `/profiles/${id}`, off))));
      await world.db
        .collection('profiles')
        .updateMany({ name: { $in: names } }, { $set: { permissions: ['manageUsers'] } });
    });

    it('the profile of one is deleted while the other gets another profile: exactly one succeeds', async () => {
      await give(adminId, 'Second manager');
      await give(otherId, 'Third manager');
      const standard = await idOf('Standard');
      const answers = await Promise.all([
        keeper.call('DELETE', `/profiles/${await idOf('Second manager')}?moveTo=${standard}`),
        admin.call('PATCH', `/members/${otherId}`, { body: { profileId: standard } }),
      ]);
      await expectOne(answers);
    });

    it('one is deactivated while the profile of the other is deleted: exactly one succeeds', async () => {
      const standard = await idOf('Standard');
      const answers = await Promise.all([
        deactivate(other, adminId),
        keeper.call('DELETE', `/profiles/${await idOf('Manager')}?moveTo=${standard}`),
      ]);
      await expectOne(answers);
    });

    async function give(id: string, name: string): Promise<void> {
      const profileId = new Types.ObjectId(await idOf(name));
      await world.db.collection('members').updateOne({ _id: new Types.ObjectId(id) }, { $set: { profileId } });
    }

    async function expectOne(answers: readonly Answer[]): Promise<void> {
      assert.equal(succeeded(answers), 1, answers.map(({ text }) => text).join());
      const refused = answers.filter(({ status }) => status >= 300);
      for (const answer of refused) {
        // Whoever lost so early that they were out before they were heard is not even a manager any more.
        const { code } = JSON.parse(answer.text) as { code: string };
        assert.ok(['last_manager', 'permission_required', 'session_required'].includes(code), answer.text);
      }
      const managing = await world.db.collection('profiles').find({ permissions: 'manageUsers' }).toArray();
      const left = await world.db
        .collection('members')
        .countDocuments({ status: 'active', profileId: { $in: managing.map(({ _id }) => _id) } });
      assert.equal(left, 1);
    }

    async function idOf(name: string): Promise<string> {
      return (await world.db.collection('profiles').findOne({ name }))?._id.toHexString() ?? '';
    }
  });
});
