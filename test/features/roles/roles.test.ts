import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { ManagedRole } from '../../../src/server/features/roles/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('roles', () => {
  let world: World;
  let admin: Client;
  let root: string;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    root = at(await list(), 0).id;
  });
  after(() => world.close());

  const list = async () => (await admin.get<Page<ManagedRole>>('/roles')).items;
  const find = async (id: string) => (await list()).find((role) => role.id === id);
  const create = async (name: string, parentId = root) =>
    (await admin.post<{ id: string }>('/roles', { name, parentId })).id;
  const tryToCreate = (body: object, client = admin) => client.call('POST', '/roles', { body });
  const patch = (id: string, body: object, client = admin) => client.call('PATCH', `/roles/${id}`, { body });
  const latest = async (action: string) => at((await admin.get<Page<AuditEntry>>(`/audit?action=${action}`)).items, 0);

  it('ROLE-1 an organization begins with Management, the founder’s role, and below it Team, that of newcomers', async () => {
    const [top, team, ...more] = await list();
    assert.ok(top && team && more.length === 0);
    assert.equal(top.id, root);
    assert.deepEqual([top.name, top.parentId, top.members, top.forNewcomers], ['Management', null, 1, false]);
    assert.deepEqual([team.name, team.parentId, team.members, team.forNewcomers], ['Team', root, 0, true]);
    assert.deepEqual(top.abilities, { give: true, rename: false, move: false, delete: false });
    assert.deepEqual(team.abilities, { give: true, rename: true, move: true, delete: true });
  });

  it('REC-2 a role is made below another one, renamed, and moved with all below it', async () => {
    const [north, south] = [await create('North'), await create('South')];
    const field = await create('Field', north);
    assert.deepEqual((await find(field))?.abilities, { give: true, rename: true, move: true, delete: true });
    assert.equal((await patch(north, { name: 'Far north', parentId: south })).status, 204);
    assert.deepEqual([(await find(north))?.name, (await find(north))?.parentId], ['Far north', south]);
    assert.equal((await find(field))?.parentId, north);
    const { target, details } = await latest('role.update');
    assert.equal(target.id, north);
    assert.deepEqual(details, {
      before: { name: 'North', parentId: root },
      after: { name: 'Far north', parentId: south },
    });
    assert.equal((await latest('role.create')).target.label, 'Field');
  });

  it('ROLE-1 a role that is given to a member while it is deleted: one of the two, and nobody has a role that is gone', async () => {
    const id = await memberId(await makeMember(world, world.somebody()));
    for (let round = 0; round < 4; round++) {
      const roleId = await create(`Passing ${round}`);
      const [given, deleted] = await Promise.all([
        admin.call('PATCH', `/members/${id}`, { body: { roleId } }),
        admin.call('DELETE', `/roles/${roleId}`),
      ]);
      if (deleted.status === 204) expectProblem(given, 'not_found', 404);
      else expectProblem(deleted, 'in_use', 409);
      const { role } = await admin.get<Member>(`/members/${id}`);
      assert.ok(await find(role.id));
    }
  });

  it('REC-2 two roles below one have different names; below others they may be the same', async () => {
    const [one, two] = [await create('One'), await create('Two')];
    const same = await create('Same', one);
    expectProblem(await tryToCreate({ name: 'SÂME', parentId: one }), 'name_taken', 409);
    const other = await create('Same', two);
    expectProblem(await patch(other, { parentId: one }), 'name_taken', 409);
    expectProblem(await patch(two, { name: 'one' }), 'name_taken', 409);
    // Up to its parent's siblings, where there is one of that name.
    await create('Same');
    expectProblem(await admin.call('DELETE', `/roles/${one}`), 'name_taken', 409);
    assert.ok((await find(one)) && (await find(same)));
    for (const body of [{ name: '' }, { name: 'x'.repeat(61) }, {}, { parentId: null }]) {
      expectProblem(await patch(one, body), 'validation_failed', 400);
    }
  });

  it('REC-2 a role never comes below itself, also when two are moved at once', async () => {
    const upper = await create('Upper');
    const lower = await create('Lower', upper);
    for (const parentId of [upper, lower]) expectProblem(await patch(upper, { parentId }), 'role_cycle', 409);
    const [a, b] = [await create('A'), await create('B')];
    const answers = await Promise.all([patch(a, { parentId: b }), patch(b, { parentId: a })]);
    assert.equal(answers.filter(({ status }) => status === 204).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 204)) expectProblem(answer, 'role_cycle', 409);
  });

  it('REC-2 the hierarchy has 20 levels at most, also after a move', async () => {
    let deepest = root;
    for (let level = 2; level <= 20; level++) deepest = await create(`Level ${level}`, deepest);
    expectProblem(await tryToCreate({ name: 'Level 21', parentId: deepest }), 'role_depth', 409);
    const branch = await create('Branch');
    expectProblem(await patch(branch, { parentId: deepest }), 'role_depth', 409);
  });

  it('REC-2 the top stays as it is', async () => {
    const below = await create('Below the top');
    for (const body of [{ name: 'Top' }, { parentId: below }]) expectProblem(await patch(root, body), 'built_in', 409);
    expectProblem(await admin.call('DELETE', `/roles/${root}?moveTo=${below}`), 'built_in', 409);
  });

  it('REC-2 a role is deleted after its members have another one, and the roles below it go up', async () => {
    const gone = await create('Gone');
    const child = await create('Child', gone);
    const member = await memberId(await makeMember(world, at(world.people('employee'), 0)));
    await admin.patch(`/members/${member}`, { roleId: gone });
    expectProblem(await admin.call('DELETE', `/roles/${gone}`), 'in_use', 409);
    expectProblem(await admin.call('DELETE', `/roles/${gone}?moveTo=${gone}`), 'in_use', 409);
    for (const path of [`${gone}?moveTo=${'f'.repeat(24)}`, 'f'.repeat(24)]) {
      expectProblem(await admin.call('DELETE', `/roles/${path}`), 'not_found', 404);
    }
    assert.equal((await find(gone))?.members, 1);

    await admin.delete(`/roles/${gone}?moveTo=${child}`);

    assert.equal(await find(gone), undefined);
    assert.deepEqual([(await find(child))?.parentId, (await find(child))?.members], [root, 1]);
    assert.equal((await admin.get<Member>(`/members/${member}`)).role.id, child);
    assert.deepEqual((await latest('role.delete')).details, { members: 1, invitations: 0, moveTo: child });
  });

  it('MEM-6 the last who manages users stays one when their role is deleted', async () => {
    const office = await create('Office');
    const self = await memberId(admin);
    await admin.patch(`/members/${self}`, { roleId: office });
    await admin.delete(`/roles/${office}?moveTo=${root}`);
    const { profile, role } = await admin.get<Member>(`/members/${self}`);
    assert.deepEqual([profile.name, role.id], ['Administrator', root]);
  });

  it('REC-2 MEM-11 whoever is moved below sees and is seen from the next call on', async () => {
    const [lead, field] = [await create('Lead'), await create('Field')];
    const [head, hand] = [
      await makeMember(world, at(world.people('employee'), 1)),
      await makeMember(world, at(world.people('employee'), 2)),
    ];
    await admin.patch(`/members/${await memberId(head)}`, { roleId: lead });
    await admin.patch(`/members/${await memberId(hand)}`, { roleId: field });
    await hand.post('/records/leads', { name: 'Seen from above' });
    const seen = async () => (await head.get<Page<unknown>>('/records/leads')).total;
    assert.equal(await seen(), 0);
    await admin.patch(`/roles/${field}`, { parentId: lead });
    assert.equal(await seen(), 1);
    await admin.patch(`/roles/${field}`, { parentId: root });
    assert.equal(await seen(), 0);
  });

  it('REC-2 roles are changed with manageProfiles only, and listed by those who give them', async () => {
    const profile = async (permissions: string[]) =>
      (await admin.post<{ id: string }>('/profiles', { name: permissions.join() || 'none', permissions })).id;
    const people = world.people('employee');
    const keeper = await makeMember(world, at(people, 3), await profile(['manageProfiles']));
    const manager = await makeMember(world, at(people, 4), await profile(['manageUsers']));
    const nobody = await makeMember(world, at(people, 5));
    const { id } = await keeper.post<{ id: string }>('/roles', { name: 'Kept', parentId: root });
    for (const client of [manager, nobody]) {
      expectProblem(await tryToCreate({ name: 'Mine', parentId: root }, client), 'permission_required', 403);
      expectProblem(await patch(id, { name: 'Mine' }, client), 'permission_required', 403);
      expectProblem(await client.call('DELETE', `/roles/${id}`), 'permission_required', 403);
    }
    const seen = await manager.get<Page<ManagedRole>>('/roles');
    assert.ok(seen.items.every(({ abilities: { give, ...changes } }) => Object.values(changes).every((may) => !may)));
    expectProblem(await nobody.call('GET', '/roles'), 'permission_required', 403);
  });

  it('REC-2 there are five hundred roles at most', async () => {
    const roles = world.db.collection('roles');
    const { _id, ...like } = (await roles.findOne({ parentId: { $ne: null } })) ?? assert.fail();
    const missing = 500 - (await list()).length;
    await roles.insertMany(Array.from({ length: missing }, (_, n) => ({ ...like, name: `R ${n}`, nameKey: `r ${n}` })));
    expectProblem(await tryToCreate({ name: 'One more', parentId: root }), 'role_limit', 409);
  });
});
