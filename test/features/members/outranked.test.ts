import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Types } from 'mongoose';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { InviteResponse } from '../../../src/server/features/invitations/schemas.ts';
import type { MailUser } from '../../../src/server/features/mail-backups/schemas.ts';
import type {
  Consequences,
  DeactivateResponse,
  MemberDetails,
  MembersResponse,
} from '../../../src/server/features/members/schemas.ts';
import type { ManagedProfile } from '../../../src/server/features/profiles/schemas.ts';
import type { Transfer } from '../../../src/server/features/record-transfers/schemas.ts';
import type { ManagedRole } from '../../../src/server/features/roles/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { PERMISSIONS, type Permission } from '../../../src/server/platform/permissions.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, at, builtIn, only, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { activate, mailboxOf } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import { fill, memberId } from '../../support/records.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

type Person = Pick<SandboxPerson, 'id' | 'userPrincipalName'>;

/** Everything but what makes a member hard to replace. */
const NEARLY_ALL = PERMISSIONS.filter((permission) => permission !== 'viewAudit');

describe('members who may do more than whoever acts', () => {
  let world: World;
  let admin: Client;
  let people: Person[];
  let next = 0;
  let standard: string;
  let administrator: string;
  /** Manage users, hand over records, lock mailboxes, invite; and may do nothing else. */
  let manager: Client;
  let managing: string;
  /** Another Administrator, active. */
  let boss: { client: Client; id: string };
  /** An Administrator who was deactivated. */
  let formerBoss: { person: Person; id: string };

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 80, env: { SEATS_AT_START: '40' } });
    admin = await foundOrganization(world);
    const { items } = await syncedDirectory(admin);
    people = items
      .filter(({ standing, isGuest }) => standing === 'available' && !isGuest)
      .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
    standard = await builtIn(admin, 'standard');
    administrator = await builtIn(admin, 'administrator');
    managing = await createProfile('Managing', ['manageUsers', 'manageMail', 'transferRecords']);
    manager = (await someone(managing)).client;
    boss = await someone(administrator);
    formerBoss = await someone(administrator);
    await admin.post('/members/deactivate', { ids: [formerBoss.id] });
  });
  after(() => world.close());

  async function someone(profileId?: string) {
    const person = at(people, next++);
    const client = await addMember(world, admin, person, profileId);
    return { person, client, id: await memberId(client) };
  }
  const createProfile = async (name: string, permissions: readonly Permission[]) =>
    (await admin.post<{ id: string }>('/profiles', { name, permissions })).id;
  const show = (id: string, client = admin) => client.get<MemberDetails>(`/members/${id}`);
  const placeOf = async (id: string) => {
    const { status, profile, role } = await show(id);
    return { status, profile: profile.id, role: role.id };
  };

  it('MEM-13 nobody changes, deactivates, brings back or deletes somebody who may do more', async () => {
    const before = [await placeOf(boss.id), await placeOf(formerBoss.id)];
    const roleId = at((await manager.get<Page<ManagedRole>>('/roles')).items, 0).id;
    for (const [method, path, body] of [
      ['PATCH', `/members/${boss.id}`, { profileId: standard }],
      ['PATCH', `/members/${boss.id}`, { roleId }],
      ['PATCH', `/members/${formerBoss.id}`, { profileId: standard, roleId }],
      ['POST', '/members/deactivate', { ids: [boss.id] }],
      ['POST', '/members/reactivate', { ids: [formerBoss.id] }],
      ['POST', '/members/delete', { ids: [formerBoss.id] }],
      ['DELETE', `/members/${formerBoss.id}`, undefined],
      ['DELETE', `/members/${boss.id}/sessions`, undefined],
    ] as const) {
      const refused = await manager.call(method, path, body ? { body } : {});
      expectProblem(refused, 'outranked', 403);
    }
    assert.deepEqual([await placeOf(boss.id), await placeOf(formerBoss.id)], before);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?outcome=refused');
    assert.equal(items.filter(({ code }) => code === 'outranked').length, 8);
    assert.deepEqual(
      items
        .filter(({ code }) => code === 'outranked')
        .map(({ action, target, details }) => [action, target.id, details]),
      [
        ['member.sign-out', boss.id, {}],
        ['member.delete', formerBoss.id, { members: 1 }],
        ['member.delete', formerBoss.id, { members: 1 }],
        ['member.reactivate', formerBoss.id, { members: 1 }],
        ['member.deactivate', boss.id, { members: 1 }],
        ['member.update', formerBoss.id, {}],
        ['member.update', boss.id, {}],
        ['member.update', boss.id, {}],
      ],
      'AUD-1 on the one because of whom it was refused',
    );
  });

  it('MEM-13 of many, those who may do more are left out, and the page says so before', async () => {
    const { id } = await someone();
    const ids = [boss.id, id, formerBoss.id];
    const body = { ids };
    const { errors } = expectProblem(await manager.call('POST', '/members/deactivate', { body }), 'outranked', 403);
    assert.deepEqual(
      errors?.map(({ field, code }) => [field, code]),
      [[`members.${boss.id}`, 'outranked']],
    );
    const told = await manager.post<Consequences>('/members/consequences', { ids });
    assert.deepEqual(
      told.refused.deactivate.map((each) => [each.id, each.code]),
      [[boss.id, 'outranked']],
    );
    assert.deepEqual(
      told.refused.reactivate.map((each) => [each.id, each.code]),
      [[formerBoss.id, 'outranked']],
    );
    assert.deepEqual([told.seats.freed, told.seats.needed], [1, 0], 'what is refused is not counted');

    const { results } = await manager.post<DeactivateResponse>('/members/deactivate', { ids, atomic: false });
    assert.deepEqual(
      results.map(({ outcome, code }) => [outcome, code]),
      [
        ['refused', 'outranked'],
        ['done', null],
        ['unchanged', null],
      ],
    );
    for (const call of ['reactivate', 'delete']) {
      const answer = await manager.post<MembersResponse>(`/members/${call}`, { ids: [formerBoss.id], atomic: false });
      assert.deepEqual(only(answer.results).code, 'outranked');
    }
    assert.equal((await show(boss.id)).status, 'active');
  });

  it('MEM-13 abilities say so, and whoever may do no more can be acted on', async () => {
    const seen = await show(boss.id, manager);
    assert.ok(Object.values(seen.abilities).every((may) => !may));
    assert.deepEqual(seen.refusals, {
      update: 'outranked',
      deactivate: 'outranked',
      reactivate: 'member_active',
      delete: 'outranked',
      transfer: 'outranked',
    });
    const listed = (await manager.get<Page<MemberDetails>>('/members?limit=200')).items;
    assert.equal(listed.find(({ id }) => id === boss.id)?.abilities.deactivate, false);

    const [equal, lesser] = [await someone(managing), await someone()];
    assert.ok((await show(equal.id, manager)).abilities.deactivate);
    await manager.patch(`/members/${equal.id}`, { profileId: standard });
    assert.equal((await show(equal.id)).profile.id, standard);
    await manager.post('/members/deactivate', { ids: [lesser.id] });
    await manager.post('/members/reactivate', { ids: [lesser.id] });
    await manager.post('/members/deactivate', { ids: [lesser.id] });
    await manager.delete(`/members/${lesser.id}`);
  });

  it('MEM-13 nobody hands over records of somebody who may do more, or takes back what was handed over', async () => {
    const { id: successor } = await someone();
    const body = { fromMemberId: boss.id, to: { all: successor } };
    expectProblem(await manager.call('POST', '/records/transfers', { body }), 'outranked', 403);
    const organizationId = (await world.db.collection('organizations').findOne({}))?._id.toHexString() ?? '';
    await fill(world, organizationId, boss.id, { leads: 2 });
    const { id } = await admin.post<Transfer>('/records/transfers', body);
    const done = (client: Client) =>
      eventually(async () => {
        const transfer = await client.get<Transfer>(`/records/transfers/${id}`);
        assert.equal(transfer.status, 'done');
        return transfer;
      });
    assert.equal((await done(admin)).abilities.undo, true);
    assert.equal((await done(manager)).abilities.undo, false);
    expectProblem(await manager.call('POST', `/records/transfers/${id}/undo`), 'outranked', 403);
    const lesser = await manager.post<Transfer>('/records/transfers', {
      fromMemberId: successor,
      to: { all: boss.id },
    });
    assert.equal(lesser.total, 2, 'a gift to somebody who may do more is none of their harm');
    await eventually(async () =>
      assert.equal((await admin.get<Transfer>(`/records/transfers/${lesser.id}`)).status, 'done'),
    );
    expectProblem(await manager.call('POST', `/records/transfers/${lesser.id}/undo`), 'outranked', 403);
  });

  it('MEM-13 nobody locks, unlocks or backs up the mailbox of somebody who may do more', async () => {
    await activate(admin, 'mail', boss.id);
    await boss.client.put('/mail/mailbox', mailboxOf(world, at(people, 1)));
    for (const action of ['lock', 'unlock', 'backups']) {
      const path = `/mail/users/${boss.id}/${action}`;
      expectProblem(await manager.call('POST', path, { body: {} }), 'outranked', 403);
    }
    const { items } = await manager.get<Page<MailUser>>('/mail/users');
    const { abilities, refusals } = only(items);
    assert.ok(Object.values(abilities).every((may) => !may));
    assert.ok(Object.values(refusals).every((code) => code === 'outranked'));
    assert.equal((await admin.post<MailUser>(`/mail/users/${boss.id}/lock`)).mailbox?.locked, true);
    await admin.post(`/mail/users/${boss.id}/unlock`);
  });

  it('MEM-13 a profile that opens more is neither changed nor deleted, for that changes who has it', async () => {
    const keeper = (await someone(await createProfile('Keeping', ['manageProfiles']))).client;
    for (const [method, path, body] of [
      ['PATCH', `/profiles/${managing}`, { permissions: [] }],
      ['PATCH', `/profiles/${managing}`, { switches: { manageUsers: false } }],
      ['PATCH', `/profiles/${managing}`, { name: 'Not managing' }],
      ['PATCH', `/profiles/${administrator}`, { switches: { mail: true } }],
      ['DELETE', `/profiles/${managing}?moveTo=${standard}`, undefined],
    ] as const) {
      expectProblem(await keeper.call(method, path, body ? { body } : {}), 'outranked', 403);
    }
    const { items } = await keeper.get<Page<ManagedProfile>>('/profiles');
    const abilitiesOf = (id: string) => items.find((profile) => profile.id === id)?.abilities;
    const none = { give: false, rename: false, setPermissions: false, setExtensions: false, delete: false };
    assert.deepEqual(abilitiesOf(managing), none);
    assert.equal(abilitiesOf(standard)?.setPermissions, true);
    await keeper.patch(`/profiles/${standard}`, { switches: { manageProfiles: true } });
    await keeper.patch(`/profiles/${standard}`, { switches: { manageProfiles: false } });

    const { id: roleId } = await admin.post<{ id: string }>('/roles', { name: 'Board', parentId: await topOf(admin) });
    await admin.patch(`/members/${boss.id}`, { roleId });
    const moveTo = `/roles/${roleId}?moveTo=${await topOf(admin)}`;
    expectProblem(await keeper.call('DELETE', moveTo), 'outranked', 403);
    const roles = (await keeper.get<Page<ManagedRole>>('/roles')).items;
    assert.equal(roles.find(({ id }) => id === roleId)?.abilities.delete, false);
    await admin.delete(moveTo);
  });

  it('MEM-13 an invitation is no way to bring somebody back who may do more, nor to make them less', async () => {
    const objectIds = [formerBoss.person.id];
    const { results } = await manager.post<InviteResponse>('/invitations', { objectIds });
    assert.deepEqual(only(results), { key: formerBoss.person.id, outcome: 'outranked', invitationId: null });
    const again = await admin.post<InviteResponse>('/invitations', { objectIds, profileId: standard });
    assert.equal(only(again.results).outcome, 'invited');
  });

  it('MEM-13 an Administrator steps down while another one stays, and never as the last', async () => {
    const third = await someone(administrator);
    await third.client.patch(`/members/${third.id}`, { profileId: managing });
    assert.equal((await show(third.id)).profile.id, managing);
    await admin.post('/members/deactivate', { ids: [third.id] });
    await admin.post('/members/deactivate', { ids: [boss.id] });
    const self = await memberId(admin);
    const nearly = await createProfile('Nearly all', NEARLY_ALL);
    const stepDown = (profileId: string) => admin.call('PATCH', `/members/${self}`, { body: { profileId } });
    expectProblem(await stepDown(nearly), 'last_administrator', 409);
    expectProblem(await stepDown(standard), 'last_administrator', 409);

    // A profile of one's own with everything is as good as the built-in one, and no worse guarded.
    const everything = await createProfile('Everything', PERMISSIONS);
    await admin.patch(`/members/${self}`, { profileId: everything });
    for (const body of [{ permissions: NEARLY_ALL }, { switches: { viewAllRecords: false } }]) {
      expectProblem(await admin.call('PATCH', `/profiles/${everything}`, { body }), 'last_administrator', 409);
    }
    const moving = `/profiles/${everything}?moveTo=${nearly}`;
    expectProblem(await admin.call('DELETE', moving), 'last_administrator', 409);
    assert.equal((await show(self)).permissions.length, PERMISSIONS.length);
    await admin.delete(`/profiles/${everything}?moveTo=${administrator}`);

    const closer = (await someone(nearly)).id;
    const { loginId } = await show(self);
    expectProblem(await admin.call('POST', '/account/close', { body: { loginId } }), 'only_administrator', 409);
    await admin.post('/members/deactivate', { ids: [closer] });
  });

  describe('at the same moment', () => {
    /** Both may do everything: one by the built-in profile, the other by one of the organization's own. */
    let pair: { person: Person; client: Client; id: string }[];
    let everything: string;
    let nearly: string;

    before(async () => {
      everything = await createProfile('Everything again', PERMISSIONS);
      nearly = await createProfile('Nearly everything', NEARLY_ALL);
      pair = [await someone(administrator), await someone(everything)];
      // Others manage users, so that it is about Administrators and nothing else.
      await admin.post('/members/reactivate', { ids: [boss.id] });
      await world.db
        .collection('members')
        .updateMany(
          { _id: { $in: [boss.id, await memberId(admin)].map((id) => new Types.ObjectId(id)) } },
          { $set: { profileId: new Types.ObjectId(nearly) } },
        );
    });

    beforeEach(async () => {
      const everythingId = { _id: new Types.ObjectId(everything) };
      await world.db.collection('profiles').updateOne(everythingId, { $set: { permissions: [...PERMISSIONS] } });
      for (const [index, profileId] of [administrator, everything].entries()) {
        const { id } = at(pair, index);
        const back = { status: 'active', profileId: new Types.ObjectId(profileId) };
        await world.db.collection('members').updateOne({ _id: new Types.ObjectId(id) }, { $set: back });
      }
      for (const each of pair) each.client = await world.signIn(each.person.userPrincipalName);
    });

    const one = () => at(pair, 0);
    const other = () => at(pair, 1);
    const demote = (client: Client, id: string) =>
      client.call('PATCH', `/members/${id}`, { body: { profileId: nearly } });
    const deactivate = (client: Client, id: string, atomic = true) =>
      client.call('POST', '/members/deactivate', { body: { ids: [id], atomic } });
    const narrow = (client: Client) =>
      client.call('PATCH', `/profiles/${everything}`, { body: { switches: { viewAudit: false } } });

    for (const [name, attempts] of [
      [
        'two Administrators demote each other',
        () => [demote(one().client, other().id), demote(other().client, one().id)],
      ],
      ['two step down', () => [demote(one().client, one().id), demote(other().client, other().id)]],
      [
        'two deactivate each other',
        () => [deactivate(one().client, other().id), deactivate(other().client, one().id, false)],
      ],
      [
        'one is deactivated while the profile of the other loses a permission',
        () => [deactivate(other().client, one().id), narrow(one().client)],
      ],
      [
        'one steps down while the profile of the other loses a permission',
        () => [demote(one().client, one().id), narrow(other().client)],
      ],
    ] as const) {
      it(`MEM-13 ${name}: one Administrator is left`, async () => {
        const answers = await Promise.all(attempts());
        for (const { status, text } of answers) {
          if (status < 300) continue;
          const { code } = JSON.parse(text) as { code: string };
          const codes = [
            'last_administrator',
            'outranked',
            'permission_required',
            'member_inactive',
            'session_required',
          ];
          assert.ok(codes.includes(code), text);
        }
        assert.equal(await administrators(), 1, answers.map(({ text }) => text).join());
      });
    }

    it('MEM-13 what somebody has just lost counts no more, also in a call that began before', async () => {
      const third = await memberId(await addMember(world, one().client, at(people, next++), administrator));
      const session = await world.db.startSession();
      session.startTransaction();
      const profiles = world.db.collection('profiles');
      await profiles.updateOne({ builtIn: 'administrator' }, { $inc: { revision: 1 } }, { session });
      const key = { _id: new Types.ObjectId(other().id) };
      const lesser = { $set: { profileId: new Types.ObjectId(nearly) } };
      await world.db.collection('members').updateOne(key, lesser, { session });
      const call = demote(other().client, third);
      await Promise.race([call, setTimeout(500)]);
      await session.commitTransaction();
      await session.endSession();
      assert.equal((await call).status, 403, (await call).text);
      assert.equal(await administrators(), 2);
      assert.equal((await demote(one().client, third)).status, 200);
    });

    it('MEM-13 one closes their account while the other steps down: one Administrator is left', async () => {
      const { loginId } = await show(one().id);
      const close = one().client.call('POST', '/account/close', { body: { loginId } });
      const answers = await Promise.all([close, demote(other().client, other().id)]);
      assert.equal(answers.filter(({ status }) => status < 300).length, 1, answers.map(({ text }) => text).join());
      assert.equal(await administrators(), 1);
    });

    async function administrators(): Promise<number> {
      const profiles = await world.db.collection('profiles').find().toArray();
      const full = profiles.filter(({ builtIn, permissions }) =>
        PERMISSIONS.every((permission) => builtIn === 'administrator' || permissions.includes(permission)),
      );
      return await world.db
        .collection('members')
        .countDocuments({ status: 'active', profileId: { $in: full.map(({ _id }) => _id) } });
    }
  });

  async function topOf(client: Client): Promise<string> {
    const { items } = await client.get<Page<ManagedRole>>('/roles');
    return items.find(({ parentId }) => parentId === null)?.id ?? '';
  }
});
