import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { JoinRequest } from '../../../src/server/features/join-requests/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addApprover, addMember, ask, at, builtIn, invite, linkToken, only } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('join requests: deciding', () => {
  let world: World;
  let admin: Client;
  let approver: Client;
  let standard: Client;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    approver = await addApprover(world, admin, at(world.people('approver'), 0));
    standard = await addMember(world, admin, at(world.people('approver'), 1));
  });
  after(() => world.close());

  const employee = (index: number) => at(world.people('employee'), index);
  const signIn = (index: number) => world.signIn(employee(index).userPrincipalName);
  const newcomer = () => world.signIn(world.somebody().userPrincipalName);
  const seats = async () => (await admin.get<Subscription>('/subscription')).seats;
  const decide = (client: Client, id: string, verb: string, body: unknown = {}) =>
    client.call('POST', `/join-requests/${id}/${verb}`, { body });
  const show = (client: Client, id: string) => client.get<JoinRequest>(`/join-requests/${id}`);

  it('JOIN-5 approving makes the person a member with profile and role, takes a seat, and tells them', async () => {
    const client = await signIn(0);
    const { id } = await ask(client);
    const before = await seats();
    const profileId = await builtIn(admin, 'administrator');
    const approved = await admin.post<JoinRequest>(`/join-requests/${id}/approve`, { profileId });
    assert.equal(approved.status, 'approved');
    assert.equal(approved.decidedBy?.fullName, 'Ingrid Halvorsen');
    assert.deepEqual(approved.abilities, { approve: false, decline: false, withdraw: false });
    const session = await client.get<Session>('/session');
    assert.equal(session.standing, 'member');
    assert.equal(session.member?.profile.name, 'Administrator');
    assert.ok(session.permissions.includes('manageUsers'));
    assert.equal((await seats()).used, before.used + 1);
    const mail = await world.waitForMail(employee(0).userPrincipalName, /You are now in Alder & Vale/);
    assert.ok(mail.links.some((link) => link.startsWith(world.url)));
    const entry = at((await admin.get<Page<AuditEntry>>('/audit?action=join-request.approve')).items, 0);
    assert.equal(entry.target.label, employee(0).userPrincipalName);
    assert.equal(entry.details.profileId, profileId);
  });

  it('JOIN-5 a second approver hears who approved it and when, and changes nothing', async () => {
    const { id } = await ask(await signIn(1));
    const first = await admin.post<JoinRequest>(`/join-requests/${id}/approve`);
    const before = await seats();
    for (const verb of ['approve', 'decline']) {
      const problem = expectProblem(await decide(approver, id, verb), 'already_decided', 409);
      assert.equal(problem.decidedBy, 'Ingrid Halvorsen');
      assert.equal(problem.decidedAt, first.decidedAt);
      assert.equal(problem.detail.length > 0, true);
    }
    assert.equal((await seats()).used, before.used);
    assert.equal((await show(approver, id)).status, 'approved');
    expectProblem(await decide(await signIn(1), id, 'withdraw'), 'already_decided', 409);
    const { items } = await admin.get<Page<AuditEntry>>(`/audit?outcome=refused&target=${id}`);
    const { userPrincipalName: label } = employee(1);
    const entry = { code: 'already_decided', target: { kind: 'join-request', id, label }, details: {} };
    assert.deepEqual(
      items.map(({ action, code, target, details }) => ({ action, code, target, details })),
      ['withdraw', 'decline', 'approve'].map((verb) => ({ action: `join-request.${verb}`, ...entry })),
      'AUD-1 each refused attempt once, with its target',
    );
  });

  it('JOIN-5 approving takes back the invitation that the person has as well', async () => {
    const person = at(world.people('approver'), 2);
    const client = await world.signIn(person.userPrincipalName);
    const { id } = await ask(client);
    const invitationId = await invite(admin, person);
    const token = linkToken(await world.waitForMail(person.userPrincipalName, /invit/i));
    await admin.post(`/join-requests/${id}/approve`);
    expectProblem(await client.call('GET', `/invitations/link/${token}`), 'link_revoked', 410);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=invitation.supersede');
    assert.equal(only(items).target.id, invitationId);
  });

  it('JOIN-6 without a free seat the request stays pending', async () => {
    const { id } = await ask(await signIn(2));
    const { used } = await seats();
    await admin.patch('/subscription', { seats: used });
    expectProblem(await decide(admin, id, 'approve'), 'seats_exhausted', 409);
    assert.equal((await show(admin, id)).status, 'pending');
    assert.equal((await admin.get<Page<Member>>(`/members?search=lukasz`)).total, 0);
    await admin.patch('/subscription', { seats: used + 10 });
    await admin.post(`/join-requests/${id}/approve`);
  });

  it('JOIN-8 declining, with a reason or without, tells the person', async () => {
    const client = await signIn(3);
    const { id } = await ask(client);
    const reason = 'Use the <other> team\r\nBcc: victim@example.com';
    const declined = await admin.post<JoinRequest>(`/join-requests/${id}/decline`, { reason });
    assert.equal(declined.reason, reason);
    const mail = await world.waitForMail(employee(3).userPrincipalName, /.*/);
    assert.ok(mail.html.includes('Use the &lt;other&gt; team'));
    assert.match(mail.subject, /Alder & Vale/);
    assert.deepEqual(await world.mailbox('victim@example.com'), []);
    expectProblem(await decide(admin, id, 'decline'), 'already_decided', 409);
    const other = await ask(await signIn(5));
    assert.equal((await admin.post<JoinRequest>(`/join-requests/${other.id}/decline`)).reason, null);
    expectProblem(await decide(admin, other.id, 'decline', { reason: 'x'.repeat(501) }), 'validation_failed', 400);
  });

  it('JOIN-3 opening the review link changes nothing, whoever opens it and however often', async () => {
    const { id } = await ask(await signIn(4));
    for (const client of [world.browser(), admin, approver, standard, await signIn(4), await signIn(6)]) {
      await client.call('GET', `/join-requests/${id}`);
      await client.call('HEAD', `/join-requests/${id}`);
      await client.call('GET', `/join-requests/${id}/approve`);
    }
    const request = await show(admin, id);
    assert.equal(request.status, 'pending');
    assert.deepEqual(request.abilities, { approve: true, decline: true, withdraw: false });
  });

  it('JOIN-4 without manageUsers it says who can approve, and changes nothing', async () => {
    const { id } = await ask(await newcomer());
    const outsider = await newcomer();
    for (const client of [standard, outsider]) {
      for (const answer of [
        await client.call('GET', `/join-requests/${id}`),
        await decide(client, id, 'approve'),
        await decide(client, id, 'decline'),
      ]) {
        const problem = expectProblem(answer, 'permission_required', 403);
        assert.match(String(problem.approvers), /Ingrid Halvorsen \(ingrid\.halvorsen@aldervale\.example\)/);
      }
      expectProblem(await decide(client, id, 'withdraw'), 'permission_required', 403);
    }
    expectProblem(await standard.call('GET', '/join-requests'), 'permission_required', 403);
    expectProblem(await outsider.call('GET', '/join-requests'), 'membership_required', 403);
    expectProblem(await decide(world.browser(), id, 'approve'), 'session_required', 401);
    assert.equal((await show(admin, id)).status, 'pending');
    const refused = await admin.get<Page<AuditEntry>>('/audit?action=join-request.approve&outcome=refused');
    assert.ok(refused.items.some(({ code, target }) => code === 'permission_required' && target.id === id));
  });

  it('JOIN-4 who lost the permission is refused on the next call', async () => {
    const { id } = await ask(await newcomer());
    const client = await makeMember(world, world.somebody());
    const { member } = await client.get<Session>('/session');
    await admin.patch(`/members/${member?.id}`, { profileId: await builtIn(admin, 'administrator') });
    assert.equal((await show(client, id)).status, 'pending');
    await admin.patch(`/members/${member?.id}`, { profileId: await builtIn(admin, 'standard') });
    expectProblem(await decide(client, id, 'approve'), 'permission_required', 403);
  });

  it('JOIN-10 who was disabled, deleted or renamed since is not let in', async () => {
    const changes = [
      [7, { accountEnabled: false }, 'directory_user_unavailable'],
      [8, { deleted: true }, 'directory_user_unavailable'],
      [9, { userPrincipalName: 'new.name@aldervale.example' }, 'login_id_mismatch'],
    ] as const;
    for (const [index, change, code] of changes) {
      const { id } = await ask(await signIn(index));
      const before = await seats();
      await world.changePerson(employee(index).id, change);
      const problem = expectProblem(await decide(admin, id, 'approve'), code, 409);
      if (code === 'login_id_mismatch') {
        assert.equal(problem.requestedLoginId, employee(index).userPrincipalName);
        assert.equal(problem.currentLoginId, 'new.name@aldervale.example');
      }
      assert.equal((await show(admin, id)).status, 'pending');
      assert.deepEqual(await seats(), before);
    }
  });

  it('JOIN-10 while Microsoft does not answer nothing is decided', async () => {
    const person = world.person('guest');
    const { id } = await ask(await world.signIn(person.userPrincipalName));
    await world.fault({ kind: 'throttle', retryAfter: 60, match: `/users/${person.id}` });
    expectProblem(await decide(admin, id, 'approve'), 'directory_unavailable', 503);
    await world.clearFaults();
    assert.equal((await show(admin, id)).status, 'pending');
    assert.equal((await admin.post<JoinRequest>(`/join-requests/${id}/approve`)).isGuest, true);
  });

  it('JOIN-5 a profile or role of nowhere is not found, and nothing changes', async () => {
    const { id } = await ask(await signIn(6));
    const before = await seats();
    const nowhere = 'f'.repeat(24);
    expectProblem(await decide(admin, id, 'approve', { profileId: nowhere }), 'not_found', 404);
    expectProblem(await decide(admin, id, 'approve', { roleId: nowhere }), 'not_found', 404);
    expectProblem(await decide(admin, id, 'approve', { seats: 1 }), 'validation_failed', 400);
    expectProblem(await decide(admin, nowhere, 'approve'), 'not_found', 404);
    expectProblem(await decide(admin, 'x', 'approve'), 'validation_failed', 400);
    assert.equal((await show(admin, id)).status, 'pending');
    assert.deepEqual(await seats(), before);
  });

  it('MEM-9 lists requests by status and search, those that wait with the oldest first', async () => {
    for (let count = 0; count < 3; count += 1) await ask(await newcomer());
    const named = await world.createPerson({
      userPrincipalName: 'lukasz.nowak@aldervale.example',
      displayName: 'Łukasz Nowak',
    });
    await ask(await world.signIn(named.userPrincipalName));
    const pending = await admin.get<Page<JoinRequest>>('/join-requests?status=pending');
    const times = pending.items.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, times.toSorted());
    assert.ok(pending.items.every(({ status }) => status === 'pending'));
    const first = await admin.get<Page<JoinRequest>>('/join-requests?limit=2');
    const second = await admin.get<Page<JoinRequest>>(`/join-requests?limit=2&cursor=${first.nextCursor}`);
    assert.equal(new Set([...first.items, ...second.items].map(({ id }) => id)).size, 4);
    const found = await admin.get<Page<JoinRequest>>('/join-requests?search=lukasz%20now');
    assert.equal(only(found.items).fullName, 'Łukasz Nowak');
  });

  it("JOIN-2 a neighbour's approver finds none of it", async () => {
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    const { id } = await ask(await newcomer());
    expectProblem(await vera.call('GET', `/join-requests/${id}`), 'not_found', 404);
    for (const verb of ['approve', 'decline', 'withdraw'])
      expectProblem(await decide(vera, id, verb), 'not_found', 404);
    assert.equal((await vera.get<Page<JoinRequest>>('/join-requests')).total, 0);
    assert.equal((await show(admin, id)).status, 'pending');
  });
});
