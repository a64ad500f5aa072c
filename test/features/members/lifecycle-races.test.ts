import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { JoinRequest } from '../../../src/server/features/join-requests/schemas.ts';
import type { Member, MembersResponse } from '../../../src/server/features/members/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { addApprover, addMember, ask, at, syncedDirectory, termsVersion } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

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
    for (let n = 0; n < count; n++) ids.push(await memberId(await addMember(world, admin, person())));
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
    const id = await memberId(await addMember(world, admin, somebody));
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

  /** Nobody of theirs may do everything, as in an organization that is older than MEM-13. */
  describe('MEM-6 the last two who manage users', () => {
    const NAMES = ['One manager', 'Other manager'] as const;
    const PERMISSIONS = ['manageUsers', 'manageProfiles'];
    let other: Client;
    let otherPerson: Person;
    let adminId: string;
    let otherId: string;

    before(async () => {
      otherPerson = person();
      other = await addApprover(world, admin, otherPerson);
      [adminId, otherId] = [await memberId(admin), await memberId(other)];
    });

    /** Both are back, each with a profile of their own. */
    beforeEach(async () => {
      const profiles = world.db.collection('profiles');
      const { organizationId } = (await profiles.findOne({ builtIn: 'standard' })) ?? assert.fail();
      await profiles.deleteMany({ name: { $in: [...NAMES] } });
      for (const [place, id] of [adminId, otherId].entries()) {
        const name = at(NAMES, place);
        const profile = {
          organizationId,
          name,
          nameKey: name,
          builtIn: null,
          permissions: PERMISSIONS,
          extensions: [],
        };
        const { insertedId } = await profiles.insertOne({ ...profile, revision: 0 });
        const back = { status: 'active', profileId: insertedId };
        await world.db.collection('members').updateOne({ _id: new Types.ObjectId(id) }, { $set: back });
      }
      admin = await world.signIn(world.person('administrator').userPrincipalName);
      other = await world.signIn(otherPerson.userPrincipalName);
    });

    const demote = async (client: Client, id: string) =>
      client.call('PATCH', `/members/${id}`, { body: { profileId: await idOf('Standard') } });
    const narrow = async (client: Client, name: string) =>
      client.call('PATCH', `/profiles/${await idOf(name)}`, { body: { switches: { manageUsers: false } } });
    const remove = async (client: Client, name: string) =>
      client.call('DELETE', `/profiles/${await idOf(name)}?moveTo=${await idOf('Standard')}`);

    for (const [name, attempts] of [
      ['each deactivates the other', () => [deactivate(admin, otherId), deactivate(other, adminId)]],
      [
        'one deactivates the other, who takes the permission from the first one',
        () => [deactivate(admin, otherId), demote(other, adminId)],
      ],
      [
        'one is deactivated while the profile of the other loses the permission',
        () => [deactivate(other, adminId), narrow(admin, 'Other manager')],
      ],
      [
        'the profiles of both lose the permission',
        () => [narrow(other, 'One manager'), narrow(admin, 'Other manager')],
      ],
      [
        'the profile of one is deleted while the other gets another profile',
        () => [remove(other, 'One manager'), demote(admin, otherId)],
      ],
      [
        'one is deactivated while the profile of the other is deleted',
        () => [deactivate(other, adminId), remove(admin, 'Other manager')],
      ],
    ] as const) {
      it(`${name}: exactly one succeeds`, async () => {
        const answers = await Promise.all(attempts());
        assert.equal(succeeded(answers), 1, answers.map(({ text }) => text).join());
        for (const { text } of answers.filter(({ status }) => status >= 300)) {
          // The loser may be heard so late that they are not a manager any more, or not even signed in.
          const { code } = JSON.parse(text) as { code: string };
          assert.ok(['last_manager', 'outranked', 'permission_required', 'session_required'].includes(code), text);
        }
        const managing = await world.db.collection('profiles').find({ permissions: 'manageUsers' }).toArray();
        const left = await world.db
          .collection('members')
          .countDocuments({ status: 'active', profileId: { $in: managing.map(({ _id }) => _id) } });
        assert.equal(left, 1);
      });
    }

    async function idOf(name: string): Promise<string> {
      return (await world.db.collection('profiles').findOne({ name }))?._id.toHexString() ?? '';
    }
  });
});
