import assert from 'node:assert/strict';
import type { Profile } from '../../../src/server/core/profiles/schemas.ts';
import type { Role } from '../../../src/server/core/roles/schemas.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type {
  Member,
  MemberCounts,
  MemberDetails,
  MemberHistory,
} from '../../../src/server/features/members/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { PERMISSIONS } from '../../../src/server/platform/permissions.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addApprover, ask, at, builtIn, invite, only, syncedDirectory } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('members', () => {
  let world: World;
  let admin: Client;
  let clients: Client[];

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    clients = [];
    for (const person of world.people('employee').slice(0, 6)) clients.push(await makeMember(world, person));
  });
  after(() => world.close());

  const list = (query = '') => admin.get<Page<Member>>(`/members${query}`);
  const names = ({ items }: Page<Member>) => items.map(({ fullName }) => fullName);
  const own = async (client: Client) => (await client.get<Session>('/session')).member?.id ?? '';

  it('MEM-9 lists members with title, department, profile and role', async () => {
    const ingrid = only((await list('?search=ingrid')).items);
    assert.equal(ingrid.loginId, 'ingrid.halvorsen@aldervale.example');
    assert.equal(ingrid.jobTitle, 'Head of IT');
    assert.equal(ingrid.department, 'IT');
    assert.equal(ingrid.profile.name, 'Administrator');
    const abilities = { update: true, deactivate: false, reactivate: false, delete: false, transfer: true };
    assert.deepEqual(ingrid.abilities, abilities);
    const { permissions, lastSeenAt, takesSeat, extensions, records, holdings, refusals, ...listed } =
      await admin.get<MemberDetails>(`/members/${ingrid.id}`);
    assert.deepEqual(listed, ingrid);
    assert.deepEqual(permissions, PERMISSIONS);
    assert.ok(lastSeenAt !== null && takesSeat && holdings.sessions === 1);
    assert.deepEqual([extensions, records], [[], { leads: 0, contacts: 0, deals: 0, tasks: 0 }]);
    assert.deepEqual(refusals, {
      deactivate: 'cannot_deactivate_self',
      reactivate: 'member_active',
      delete: 'member_active',
    });
    assert.equal((await list()).total, 7);
  });

  it('MEM-9 a page of somebody shows what they did and what was done to them, without where from', async () => {
    const { id, accountId } = at((await list('?search=zolk')).items, 0);
    const lukasz = await world.signIn('lukasz.zolkiewski@aldervale.example');
    await lukasz.post('/records/leads', { name: 'Ada Lovelace' });
    for (const profile of ['administrator', 'standard'] as const) {
      await admin.patch(`/members/${id}`, { profileId: await builtIn(admin, profile) });
    }
    const { items, total, nextCursor } = await admin.get<MemberHistory>(`/members/${id}/history?limit=1`);
    const latest = only(items);
    assert.deepEqual([latest.action, latest.actor.loginId], ['member.update', 'ingrid.halvorsen@aldervale.example']);
    assert.ok(!('address' in latest));
    const { items: rest } = await admin.get<MemberHistory>(`/members/${id}/history?cursor=${nextCursor}`);
    assert.equal(rest.length, total - 1);
    assert.ok(rest.every(({ actor, target }) => actor.accountId === accountId || target.id === id));
    assert.ok(rest.some(({ actor }) => actor.accountId === accountId));
    assert.equal((await lukasz.get<MemberHistory>(`/members/${id}/history`)).total, total);
    const other = at((await list('?search=ingrid')).items, 0).id;
    expectProblem(await lukasz.call('GET', `/members/${other}/history`), 'permission_required', 403);
  });

  it('MEM-9 searches without accents, filters by profile, role and status', async () => {
    assert.deepEqual(names(await list('?search=zolk')), ['Łukasz Żółkiewski']);
    assert.deepEqual(names(await list('?search=FRANCOIS%20aub')), ["François D'Aubigné"]);
    assert.equal((await list(`?profileId=${await builtIn(admin, 'standard')}`)).total, 6);
    const { items: roles } = await admin.get<Page<Role>>('/roles');
    assert.deepEqual(
      await Promise.all(roles.map(async ({ id }) => (await list(`?roleId=${id}&status=active`)).total)),
      [1, 6],
    );
    assert.equal((await list('?status=inactive')).total, 0);
  });

  it('MEM-9 sorts by name and by day of joining, both ways, and pages without loss', async () => {
    for (const sort of ['name', 'joined']) {
      const up = names(await list(`?sort=${sort}`));
      assert.deepEqual(names(await list(`?sort=-${sort}`)), up.toReversed());
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Page<Member> = await list(`?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
        paged.push(...names(page));
        cursor = page.nextCursor;
      }
      assert.deepEqual(paged, up);
    }
    assert.equal(at(names(await list('?sort=joined')), 0), 'Ingrid Halvorsen');
    expectProblem(await admin.call('GET', '/members?sort=size'), 'validation_failed', 400);
    expectProblem(await admin.call('GET', '/members?cursor=%00'), 'invalid_cursor', 400);
  });

  it('MEM-9 the file has everybody whom the list would show, in its order, and is audited', async () => {
    const csv = async (query: string) => {
      const { status, headers, text } = await admin.call('GET', `/members.csv${query}`);
      assert.equal(status, 200, text);
      assert.match(headers.get('content-disposition') ?? '', /filename="members\.csv"/);
      return text.replace('\uFEFF', '').trim().split('\n');
    };
    const [header, ...lines] = await csv('?sort=-name');
    assert.equal(header, 'fullName,loginId,status,profile,role,jobTitle,department,joinedAt,deactivatedAt');
    const { items, total } = await list('?sort=-name&limit=200');
    assert.equal(lines.length, total);
    assert.deepEqual(
      lines.map((line) => line.split(',')[1]),
      items.map(({ loginId }) => loginId),
    );
    assert.equal((await csv(`?search=${encodeURIComponent(at(items, 0).loginId)}`)).length, 2);
    const audited = await admin.get<Page<{ action: string }>>('/audit?action=member.export');
    assert.equal(audited.total, 2);
    expectProblem(await at(clients, 1).call('GET', '/members.csv'), 'permission_required', 403);
    assert.equal((await admin.get<Page<unknown>>('/audit?action=member.export&outcome=refused')).total, 1);
  });

  it('MEM-9 counts each view', async () => {
    await invite(admin, at(world.people('employee'), 7));
    await ask(await world.signIn(at(world.people('employee'), 8).userPrincipalName));
    const counts = await admin.get<MemberCounts>('/members/counts');
    assert.deepEqual(counts, { all: 7, active: 7, inactive: 0, invited: 1, requests: 1 });
  });

  it('MEM-11 another profile takes effect on the next call, and is audited', async () => {
    const client = at(clients, 0);
    const id = await own(client);
    expectProblem(await client.call('GET', '/members'), 'permission_required', 403);
    const profileId = await builtIn(admin, 'administrator');
    const changed = await admin.patch<Member>(`/members/${id}`, { profileId });
    assert.equal(changed.profile.name, 'Administrator');
    assert.equal((await client.get<Page<Member>>('/members')).total, 7);
    await admin.patch(`/members/${id}`, { profileId: await builtIn(admin, 'standard') });
    expectProblem(await client.call('GET', '/members'), 'permission_required', 403);
    const entry = at((await admin.get<Page<AuditEntry>>('/audit?action=member.update')).items, 0);
    assert.equal(entry.target.id, id);
    assert.equal(entry.details.profileBefore, profileId);
  });

  it('MEM-6 the last active member with manageUsers keeps the profile', async () => {
    const id = await own(admin);
    const profileId = await builtIn(admin, 'standard');
    expectProblem(await admin.call('PATCH', `/members/${id}`, { body: { profileId } }), 'last_manager', 409);
    assert.equal((await admin.get<Member>(`/members/${id}`)).profile.name, 'Administrator');
  });

  it('MEM-6 two managers who take the permission from each other at once leave one', async () => {
    const other = await addApprover(world, admin, at(world.people('approver'), 0));
    const profileId = await builtIn(admin, 'standard');
    const [adminId, otherId] = [await own(admin), await own(other)];
    const statuses = await Promise.all([
      admin.call('PATCH', `/members/${otherId}`, { body: { profileId } }),
      other.call('PATCH', `/members/${adminId}`, { body: { profileId } }),
    ]);
    assert.equal(statuses.filter(({ status }) => status === 200).length, 1);
    const winner = statuses[0]?.status === 200 ? admin : other;
    const winnerId = winner === admin ? adminId : otherId;
    assert.equal((await winner.get<Page<Profile>>('/profiles')).total, 2);
    expectProblem(await winner.call('PATCH', `/members/${winnerId}`, { body: { profileId } }), 'last_manager', 409);
    if (winner === other) {
      await other.patch(`/members/${adminId}`, { profileId: await builtIn(other, 'administrator') });
    }
  });

  it('MEM-9 members see themselves, others only with manageUsers', async () => {
    const client = at(clients, 1);
    const id = await own(client);
    const self = await client.get<MemberDetails>(`/members/${id}`);
    assert.ok(Object.values(self.abilities).every((may) => !may));
    assert.ok(Object.values(self.refusals).every((code) => code === 'permission_required'));
    const body = { profileId: await builtIn(admin, 'administrator') };
    for (const [method, path] of [
      ['GET', `/members/${await own(admin)}`],
      ['GET', '/members'],
      ['GET', '/members/counts'],
      ['GET', '/profiles'],
      ['GET', '/roles'],
    ] as const) {
      expectProblem(await client.call(method, path), 'permission_required', 403);
    }
    expectProblem(await client.call('PATCH', `/members/${id}`, { body }), 'permission_required', 403);
    assert.equal((await admin.get<Member>(`/members/${id}`)).profile.name, 'Standard');
  });

  it('MEM-9 refuses what it does not know, and says where', async () => {
    const id = await own(at(clients, 2));
    for (const body of [{}, { profileId: 'x' }, { status: 'inactive' }, { profileId: null }]) {
      expectProblem(await admin.call('PATCH', `/members/${id}`, { body }), 'validation_failed', 400);
    }
    const nowhere = 'f'.repeat(24);
    expectProblem(await admin.call('PATCH', `/members/${id}`, { body: { profileId: nowhere } }), 'not_found', 404);
    expectProblem(await admin.call('PATCH', `/members/${id}`, { body: { roleId: nowhere } }), 'not_found', 404);
    expectProblem(await admin.call('GET', `/members/${nowhere}`), 'not_found', 404);
    expectProblem(await admin.call('GET', '/members/x'), 'validation_failed', 400);
  });

  it('MEM-9 a member who was renamed in the directory is found by the new login ID after the next sign-in', async () => {
    const person = at(world.people('employee'), 3);
    await world.changePerson(person.id, { userPrincipalName: 'leila.haddad@aldervale.example' });
    await world.signIn('leila.haddad@aldervale.example');
    const found = only((await list('?search=haddad')).items);
    assert.equal(found.loginId, 'leila.haddad@aldervale.example');
    assert.equal(found.objectId, person.id);
  });

  it("MEM-9 a neighbour's members, profiles and roles answer 404 and are in no list", async () => {
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    const id = await own(admin);
    expectProblem(await vera.call('GET', `/members/${id}`), 'not_found', 404);
    const veras = await builtIn(vera, 'administrator');
    expectProblem(await vera.call('PATCH', `/members/${id}`, { body: { profileId: veras } }), 'not_found', 404);
    const ours = await builtIn(admin, 'administrator');
    const verasMember = await own(vera);
    expectProblem(await vera.call('PATCH', `/members/${verasMember}`, { body: { profileId: ours } }), 'not_found', 404);
    const body = { people: [{ loginId: 'x@y.example', fullName: 'X' }], profileId: ours };
    expectProblem(await vera.call('POST', '/invitations', { body }), 'not_found', 404);
    assert.equal((await vera.get<Page<Member>>('/members')).total, 1);
    assert.equal((await vera.get<Page<Member>>(`/members?profileId=${ours}`)).total, 0);
    assert.ok((await vera.get<Page<Profile>>('/profiles')).items.every((profile) => profile.id !== ours));
  });
});
