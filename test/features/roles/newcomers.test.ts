import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import { roleOfNewcomers } from '../../../src/server/core/roles/rules.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Invitation } from '../../../src/server/features/invitations/schemas.ts';
import type { MemberDetails } from '../../../src/server/features/members/schemas.ts';
import type { ManagedRole, Newcomers } from '../../../src/server/features/roles/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { Permission } from '../../../src/server/platform/permissions.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addMember, ask, at, invite, only, syncedDirectory } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external } from '../../support/passwords.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('the role of newcomers', () => {
  let world: World;
  let admin: Client;
  /** Manages users and nothing else, in the role Sales. */
  let manager: Client;
  let managing: string;
  let roles: Record<'Management' | 'Team' | 'Sales' | 'Field', string>;
  let people: { id: string; userPrincipalName: string }[];
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '40' } });
    admin = await foundOrganization(world);
    const { items } = await syncedDirectory(admin);
    people = items
      .filter(({ standing, isGuest }) => standing === 'available' && !isGuest)
      .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
    const [top, team] = await list();
    assert.ok(top && team);
    const sales = await create('Sales', top.id);
    roles = { Management: top.id, Team: team.id, Sales: sales, Field: await create('Field', sales) };
    managing = await profile('Managing', 'manageUsers');
    manager = await addMember(world, admin, person(), managing);
    await admin.patch(`/members/${await memberId(manager)}`, { roleId: roles.Sales });
  });
  after(() => world.close());

  const person = () => at(people, next++);
  const list = async (client = admin) => (await client.get<Page<ManagedRole>>('/roles')).items;
  const create = async (name: string, parentId: string) =>
    (await admin.post<{ id: string }>('/roles', { name, parentId })).id;
  const profile = async (name: string, ...permissions: Permission[]) =>
    (await admin.post<{ id: string }>('/profiles', { name, permissions })).id;
  const roleOf = async (client: Client) =>
    (await admin.get<MemberDetails>(`/members/${await memberId(client)}`)).role.name;
  const setNewcomers = (roleId: string, client = admin) => client.call('PUT', `/roles/${roleId}/newcomers`);
  const forNewcomers = async () => only((await list()).filter(({ forNewcomers: is }) => is)).name;

  it('ROLE-1 whichever way somebody comes in, where nobody chooses a role they get that one', async () => {
    assert.equal(await roleOf(admin), 'Management');
    assert.equal(await roleOf(await addMember(world, admin, person())), 'Team');
    assert.equal(await roleOf(await addMember(world, manager, person())), 'Team');
    const asker = await world.signIn(person().userPrincipalName);
    const { id } = await ask(asker);
    await manager.post(`/join-requests/${id}/approve`, {});
    assert.equal(await roleOf(asker), 'Team');
    assert.equal(await roleOf(await addExternal(world, admin, external('nell.outside'))), 'Team');
  });

  it('ROLE-1 a newcomer sees nobody’s records and changes none', async () => {
    const [one, other] = [await addMember(world, admin, person()), await addMember(world, admin, person())];
    const lead = await other.post<{ id: string }>('/records/leads', { name: 'Of a colleague' });
    const ours = await admin.post<{ id: string }>('/records/leads', { name: 'Of the management' });
    assert.equal((await one.get<Page<unknown>>('/records/leads')).total, 0);
    for (const { id } of [lead, ours]) {
      expectProblem(await one.call('DELETE', `/records/leads/${id}`), 'not_found', 404);
    }
  });

  it('ROLE-2 nobody gives a role that is not at or below theirs, to others or to themselves', async () => {
    const { userPrincipalName } = person();
    const { id: request } = await ask(await world.signIn(userPrincipalName));
    const member = await memberId(await addMember(world, admin, person()));
    const self = await memberId(manager);
    const invitee = { people: [{ loginId: 'new@outside.example', fullName: 'New' }] };
    for (const [method, path, body] of [
      ['POST', '/invitations', invitee],
      ['POST', `/join-requests/${request}/approve`, {}],
      ['PATCH', `/members/${member}`, {}],
      ['PATCH', `/members/${self}`, {}],
    ] as const) {
      const give = (roleId: string) => manager.call(method, path, { body: { ...body, roleId } });
      expectProblem(await give(roles.Management), 'role_above_yours', 403);
      expectProblem(await give('f'.repeat(24)), 'not_found', 404);
    }
    const patch = (id: string, roleId: string) => manager.call('PATCH', `/members/${id}`, { body: { roleId } });
    expectProblem(await patch(member, await create('Beside', roles.Management)), 'role_above_yours', 403);
    const refused = await admin.get<Page<AuditEntry>>('/audit?outcome=refused&action=member.update');
    assert.ok(refused.items.some(({ code }) => code === 'role_above_yours'));

    for (const roleId of [roles.Sales, roles.Field]) assert.equal((await patch(member, roleId)).status, 200);
    await manager.post(`/join-requests/${request}/approve`, { roleId: roles.Field });
    await manager.post('/invitations', { ...invitee, roleId: roles.Sales });
    assert.equal(await roleOf(manager), 'Sales');
    const given = (await list(manager)).filter(({ abilities }) => abilities.give).map(({ name }) => name);
    assert.deepEqual(given, ['Field', 'Sales']);
  });

  it('ROLE-2 whoever manages roles gives any of them', async () => {
    const both = await addMember(world, admin, person(), await profile('Both', 'manageUsers', 'manageProfiles'));
    assert.equal(await roleOf(both), 'Team');
    assert.ok((await list(both)).every(({ abilities }) => abilities.give));
    await both.patch(`/members/${await memberId(both)}`, { roleId: roles.Management });
    assert.equal(await roleOf(both), 'Management');
  });

  it('ROLE-2 an invitation is sent again by those who could give what it gives', async () => {
    const id = await invite(admin, person(), managing);
    const above = await admin.post<{ results: { invitationId: string }[] }>('/invitations', {
      objectIds: [person().id],
      roleId: roles.Management,
    });
    const { invitationId } = only(above.results);
    const mighty = await invite(admin, person(), await profile('Mighty', 'manageUsers', 'viewAudit'));
    expectProblem(await manager.call('POST', `/invitations/${invitationId}/resend`), 'role_above_yours', 403);
    expectProblem(await manager.call('POST', `/invitations/${mighty}/resend`), 'permission_required', 403);
    await manager.post(`/invitations/${id}/resend`);
    const { items } = await manager.get<Page<Invitation>>('/invitations?status=pending');
    const mayResend = (each: string) => items.find((invitation) => invitation.id === each)?.abilities.resend;
    assert.deepEqual([mayResend(id), mayResend(invitationId), mayResend(mighty)], [true, false, false]);
  });

  it('ROLE-1 an expired invitation whose role and profile are gone gives what newcomers get', async () => {
    const somebody = person();
    const profileId = await profile('Passing', 'manageUsers');
    const roleId = await create('Passing', roles.Management);
    const { results } = await admin.post<{ results: { invitationId: string }[] }>('/invitations', {
      objectIds: [somebody.id],
      profileId,
      roleId,
    });
    const { invitationId } = only(results);
    await world.db
      .collection('invitations')
      .updateOne({ _id: new Types.ObjectId(invitationId) }, { $set: { status: 'expired' } });
    await admin.delete(`/profiles/${profileId}`);
    await admin.delete(`/roles/${roleId}`);
    await admin.post(`/invitations/${invitationId}/resend`);
    const client = await world.signIn(somebody.userPrincipalName);
    await acceptMine(client);
    const { profile: got, role } = await admin.get<MemberDetails>(`/members/${await memberId(client)}`);
    assert.deepEqual([got.name, role.name], ['Standard', 'Team']);
  });

  it('ROLE-1 which role it is, is chosen with manageProfiles or manageOrganization, no higher than one may give', async () => {
    const organizer = await addMember(world, admin, person(), await profile('Organizing', 'manageOrganization'));
    await admin.patch(`/members/${await memberId(organizer)}`, { roleId: roles.Sales });
    const keeper = await addMember(world, admin, person(), await profile('Keeping', 'manageProfiles'));
    for (const client of [manager, await addMember(world, admin, person())]) {
      expectProblem(await client.call('GET', '/roles/newcomers'), 'permission_required', 403);
      expectProblem(await setNewcomers(roles.Field, client), 'permission_required', 403);
    }
    const offered = await organizer.get<Newcomers>('/roles/newcomers');
    assert.deepEqual([offered.name, offered.choices.map(({ name }) => name)], ['Team', ['Field', 'Sales']]);
    expectProblem(await setNewcomers(roles.Management, organizer), 'role_above_yours', 403);
    expectProblem(await setNewcomers('f'.repeat(24), organizer), 'not_found', 404);
    assert.equal(await forNewcomers(), 'Team');

    assert.equal((await setNewcomers(roles.Field, organizer)).status, 204);
    assert.equal((await setNewcomers(roles.Field, organizer)).status, 204);
    assert.equal(await roleOf(await addMember(world, admin, person())), 'Field');
    const { items, total } = await admin.get<Page<AuditEntry>>('/audit?action=role.set-newcomers&outcome=done');
    assert.equal(total, 1, 'twice is once');
    assert.deepEqual([at(items, 0).target.id, at(items, 0).details], [roles.Field, { before: roles.Team }]);
    assert.equal((await setNewcomers(roles.Team, keeper)).status, 204);
    assert.equal(await forNewcomers(), 'Team');
  });

  it('ROLE-1 it is deleted when somebody has said what newcomers get instead', async () => {
    const id = await create('For a while', roles.Management);
    await setNewcomers(id);
    expectProblem(await admin.call('DELETE', `/roles/${id}`), 'in_use', 409);
    await admin.delete(`/roles/${id}?moveTo=${roles.Field}`);
    assert.equal(await forNewcomers(), 'Field');
    await setNewcomers(roles.Team);
  });

  it('ROLE-1 where it was never chosen, as in an older organization, it is the bottom-most role', async () => {
    const top = { _id: new Types.ObjectId(roles.Management) };
    await world.db.collection('roles').updateOne(top, { $unset: { newcomersId: '' } });
    assert.equal(await forNewcomers(), 'Field');
    assert.equal(await roleOf(await addMember(world, admin, person())), 'Field');
    await setNewcomers(roles.Team);
  });
});

describe('the bottom-most role', () => {
  const role = (id: string, parentId: string | null) => ({ id, parentId });
  const top = role('1', null);

  it('ROLE-1 is the one with the most above it; of several the first, of one alone that one', () => {
    const named = (roles: { id: string; parentId: string | null }[], chosen: string | null = null) =>
      roleOfNewcomers(roles, chosen)?.id;
    assert.equal(named([top]), '1');
    assert.equal(named([role('3', '1'), top, role('2', '1')]), '2');
    assert.equal(named([top, role('2', '1'), role('4', '3'), role('3', '1'), role('5', '3')]), '4');
    assert.equal(named([top, role('2', '1'), role('3', '2')], '2'), '2');
    assert.equal(named([top, role('2', '1')], 'gone'), '2');
    assert.equal(named([]), undefined);
  });
});
