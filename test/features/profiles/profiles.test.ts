import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Invitation } from '../../../src/server/features/invitations/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { CreateProfileBody, ManagedProfile } from '../../../src/server/features/profiles/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { PERMISSIONS, type Permission } from '../../../src/server/platform/permissions.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { ask, at, builtIn, invite } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('profiles', () => {
  let world: World;
  let admin: Client;
  let standard: string;
  let administrator: string;
  /** May change profiles and nothing else. */
  let keeper: Client;
  let employee: Client;
  let atFirst: ManagedProfile[];

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    standard = await builtIn(admin, 'standard');
    administrator = await builtIn(admin, 'administrator');
    atFirst = await list();
    const keeping = await create({ name: 'Keeper', permissions: ['manageProfiles'] });
    keeper = await makeMember(world, world.somebody(), keeping);
    employee = await makeMember(world, world.somebody());
  });
  after(() => world.close());

  const list = async () => (await admin.get<Page<ManagedProfile>>('/profiles')).items;
  const find = async (id: string) => (await list()).find((profile) => profile.id === id);
  const create = async (body: CreateProfileBody) => (await admin.post<{ id: string }>('/profiles', body)).id;
  const patch = (id: string, body: object, client = admin) => client.call('PATCH', `/profiles/${id}`, { body });
  const permissionsOf = async (client: Client) => (await client.get<Session>('/session')).permissions;
  const latest = async (action: string) => at((await admin.get<Page<AuditEntry>>(`/audit?action=${action}`)).items, 0);

  it('ORG-1 an organization begins with Administrator, who may everything, and Standard, who may nothing', async () => {
    assert.deepEqual(
      atFirst.map(({ name, builtIn, permissions, members }) => [name, builtIn, permissions, members]),
      [
        ['Administrator', 'administrator', [...PERMISSIONS], 1],
        ['Standard', 'standard', [], 0],
      ],
    );
  });

  it('MEM-6 a profile is made of nothing or of another one, and that is audited', async () => {
    const original = await create({
      name: 'Leads',
      permissions: ['viewAudit', 'manageUsers'],
      extensions: ['outlook'],
    });
    const { permissions, extensions, members, abilities } = (await find(original)) ?? assert.fail();
    assert.deepEqual([permissions, extensions, members], [['manageUsers', 'viewAudit'], ['outlook'], 0]);
    assert.deepEqual(abilities, { give: true, rename: true, setPermissions: true, setExtensions: true, delete: true });
    const copy = await find(await create({ name: 'Copy of Leads', copyOf: original, extensions: [] }));
    assert.deepEqual([copy?.permissions, copy?.extensions], [permissions, []]);
    const { target, details } = await latest('profile.create');
    assert.deepEqual([target.label, details.copyOf], ['Copy of Leads', original]);
  });

  it('MEM-6 a name is there once, whatever its case and accents', async () => {
    const id = await create({ name: 'Équipe' });
    const body = { name: 'EQUIPE ' };
    expectProblem(await admin.call('POST', '/profiles', { body }), 'name_taken', 409);
    const other = await create({ name: 'Other' });
    expectProblem(await patch(other, body), 'name_taken', 409);
    assert.equal((await patch(id, body)).status, 204);
    assert.equal((await find(id))?.name, 'EQUIPE');
    for (const name of ['', ' ', 'x'.repeat(61), null]) {
      expectProblem(await admin.call('POST', '/profiles', { body: { name } }), 'validation_failed', 400);
    }
    expectProblem(await patch(id, {}), 'validation_failed', 400);
    expectProblem(await patch(id, { permissions: ['everything'] }), 'validation_failed', 400);
  });

  it('MEM-11 a switch works on the next call, and two that are turned at once both hold', async () => {
    const names: Permission[] = ['manageUsers', 'viewAudit', 'exportData', 'manageMail'];
    const answers = await Promise.all(names.map((name) => patch(standard, { switches: { [name]: true } })));
    assert.ok(answers.every(({ status }) => status === 204));
    assert.deepEqual((await permissionsOf(employee)).toSorted(), names.toSorted());
    assert.equal((await employee.call('GET', '/members')).status, 200);
    const { details } = await latest('profile.update');
    assert.ok(Array.isArray((details.after as { permissions: unknown }).permissions));
    await admin.patch(`/profiles/${standard}`, { switches: { manageUsers: false, mail: true } });
    expectProblem(await employee.call('GET', '/members'), 'permission_required', 403);
    assert.deepEqual((await find(standard))?.extensions, ['mail']);
    await admin.patch(`/profiles/${standard}`, { permissions: [], extensions: [] });
    assert.deepEqual(await permissionsOf(employee), []);
  });

  it('MEM-6 built-in profiles keep their names and stay, and Administrator keeps every permission', async () => {
    for (const id of [standard, administrator]) {
      expectProblem(await patch(id, { name: 'Other name' }), 'built_in', 409);
      expectProblem(await admin.call('DELETE', `/profiles/${id}`), 'built_in', 409);
    }
    expectProblem(await patch(administrator, { permissions: [] }), 'built_in', 409);
    expectProblem(await patch(administrator, { switches: { exportData: false } }), 'built_in', 409);
    assert.deepEqual((await find(administrator))?.permissions, PERMISSIONS);
    assert.equal((await patch(administrator, { switches: { mail: true } })).status, 204);
  });

  it('MEM-6 nobody gives what they do not have, by whichever way', async () => {
    const id = await create({ name: 'Modest' });
    const powers = { permissions: ['manageUsers'] };
    for (const body of [
      { name: 'Mighty', ...powers },
      { name: 'Mighty', copyOf: administrator },
    ]) {
      expectProblem(await keeper.call('POST', '/profiles', { body }), 'permission_required', 403);
    }
    expectProblem(await patch(id, powers, keeper), 'permission_required', 403);
    expectProblem(await patch(id, { switches: { exportData: true } }, keeper), 'permission_required', 403);
    const up = `/profiles/${id}?moveTo=${administrator}`;
    expectProblem(await keeper.call('DELETE', up), 'permission_required', 403);
    assert.equal((await patch(id, { switches: { manageProfiles: true } }, keeper)).status, 204);
    assert.deepEqual((await find(id))?.permissions, ['manageProfiles']);
  });

  it('MEM-12 profiles are changed with manageProfiles only, and who gives them gives no more than they have', async () => {
    const managing = await create({ name: 'Managing', permissions: ['manageUsers', 'manageSubscription'] });
    const manager = await makeMember(world, world.somebody(), managing);
    for (const client of [manager, employee]) {
      const body = { name: 'New' };
      expectProblem(await client.call('POST', '/profiles', { body }), 'permission_required', 403);
      expectProblem(await patch(standard, { extensions: [] }, client), 'permission_required', 403);
      expectProblem(await client.call('DELETE', `/profiles/${managing}`), 'permission_required', 403);
    }
    const seen = await manager.get<Page<ManagedProfile>>('/profiles');
    assert.ok(seen.items.every(({ abilities: { give, ...changes } }) => Object.values(changes).every((may) => !may)));
    const given = (name: string) => seen.items.find((profile) => profile.name === name)?.abilities.give;
    assert.deepEqual(
      [given('Administrator'), given('Keeper'), given('Managing'), given('Standard')],
      [false, false, true, true],
    );
    const id = await memberId(manager);
    const person = world.somebody();
    const { id: request } = await ask(await world.signIn(person.userPrincipalName));
    for (const [method, path, body] of [
      ['PATCH', `/members/${id}`, { profileId: administrator }],
      ['POST', '/invitations', { objectIds: [world.somebody().id], profileId: administrator }],
      ['POST', `/join-requests/${request}/approve`, { profileId: administrator }],
    ] as const) {
      expectProblem(await manager.call(method, path, { body }), 'permission_required', 403);
    }
    assert.equal((await admin.get<Member>(`/members/${id}`)).profile.name, 'Managing');
    await manager.post(`/join-requests/${request}/approve`, { profileId: managing });
  });

  it('MEM-6 a profile is deleted after its members and invitations have another one', async () => {
    const id = await create({ name: 'Passing' });
    const client = await makeMember(world, world.somebody(), id);
    const invited = await invite(admin, world.somebody(), id);
    assert.equal((await find(id))?.members, 1);
    expectProblem(await admin.call('DELETE', `/profiles/${id}`), 'in_use', 409);
    expectProblem(await admin.call('DELETE', `/profiles/${id}?moveTo=${id}`), 'in_use', 409);
    expectProblem(await admin.call('DELETE', `/profiles/${id}?moveTo=${'f'.repeat(24)}`), 'not_found', 404);
    expectProblem(await admin.call('DELETE', `/profiles/${'f'.repeat(24)}`), 'not_found', 404);
    assert.ok(await find(id));

    await admin.delete(`/profiles/${id}?moveTo=${standard}`);

    assert.equal(await find(id), undefined);
    assert.equal((await admin.get<Member>(`/members/${await memberId(client)}`)).profile.id, standard);
    const { items } = await admin.get<Page<Invitation>>('/invitations?status=pending');
    assert.equal(items.find((each) => each.id === invited)?.profile.id, standard);
    const { details } = await latest('profile.delete');
    assert.deepEqual(details, { members: 1, invitations: 1, moveTo: standard });
    await create({ name: 'Passing' });
  });

  it('MEM-6 the last who manages users keeps it: permission, switch, deletion, another profile', async () => {
    const boss = await create({ name: 'Boss', permissions: ['manageUsers', 'manageProfiles', 'viewAudit'] });
    const self = await memberId(admin);
    const others = (await list()).filter(({ id, builtIn }) => builtIn === null && id !== boss);
    for (const { id } of others) await admin.patch(`/profiles/${id}`, { switches: { manageUsers: false } });
    // As in an organization that is older than MEM-13: nobody may do everything.
    await world.db
      .collection('members')
      .updateOne({ _id: new Types.ObjectId(self) }, { $set: { profileId: new Types.ObjectId(boss) } });
    for (const body of [{ permissions: ['manageProfiles'] }, { switches: { manageUsers: false } }]) {
      expectProblem(await patch(boss, body), 'last_manager', 409);
    }
    expectProblem(await admin.call('DELETE', `/profiles/${boss}?moveTo=${standard}`), 'last_manager', 409);
    const body = { profileId: standard };
    expectProblem(await admin.call('PATCH', `/members/${self}`, { body }), 'last_manager', 409);
    assert.deepEqual((await find(boss))?.permissions, ['manageUsers', 'manageProfiles', 'viewAudit']);
    assert.equal((await latest('profile.update')).code, 'last_manager');
  });

  it('MEM-6 there are a hundred profiles at most', async () => {
    const profiles = world.db.collection('profiles');
    const { _id, builtIn: _builtIn, ...like } = (await profiles.findOne({ builtIn: 'standard' })) ?? assert.fail();
    const missing = 100 - (await list()).length;
    const rows = Array.from({ length: missing }, (_, n) => ({
      ...like,
      name: `P ${n}`,
      nameKey: `p ${n}`,
      builtIn: null,
    }));
    const { insertedIds } = await profiles.insertMany(rows);
    expectProblem(await admin.call('POST', '/profiles', { body: { name: 'One more' } }), 'profile_limit', 409);
    await profiles.deleteMany({ _id: { $in: Object.values(insertedIds) } });
  });
});
