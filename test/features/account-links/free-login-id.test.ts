import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Profile } from '../../../src/server/core/profiles/schemas.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addApprover, addMember, at, builtIn, only } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, type External, PASSWORD } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

/** INV-6: an administrator frees a login ID that somebody else's account with a password stands in the way of. */
describe('freeing a login ID', () => {
  let world: World;
  let admin: Client;
  let neighbour: Client;
  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '50' } });
    admin = await foundOrganization(world);
    neighbour = await world.signIn('vera.lindqvist@northquay.example');
    await neighbour.post('/organization', { name: 'North Quay' });
  });
  after(() => world.close());

  const employee = (index: number) => at(world.people('employee'), index);
  const outsideWith = (loginId: string): External => ({ loginId, fullName: 'Sandy Early', password: PASSWORD });
  /** An account with a password, which whoever invites has as a member. */
  async function squat(name: string, by = admin): Promise<External & { client: Client }> {
    const person = outsideWith(`${name}@aldervale.example`);
    return { ...person, client: await addExternal(world, by, person) };
  }
  const memberOf = async (client: Client, search: string) =>
    only((await client.get<Page<Member>>(`/members?search=${encodeURIComponent(search)}`)).items);
  /** The same, whom the organization has deactivated. */
  async function leave(name: string): Promise<External & { client: Client; memberId: string }> {
    const early = await squat(name);
    const { id: memberId } = await memberOf(admin, early.loginId);
    await admin.post('/members/deactivate', { ids: [memberId] });
    const client = world.browser();
    await client.post('/session/password', { loginId: early.loginId, password: PASSWORD });
    return { ...early, client, memberId };
  }
  /** The same, whom no organization has. */
  async function signUp(name: string): Promise<External & { client: Client }> {
    const early = await squat(name);
    const { account } = await early.client.get<Session>('/session');
    await world.db.collection('members').deleteMany({ accountId: new Types.ObjectId(account.id) });
    return early;
  }
  const free = (client: Client, loginId: string) => client.call('POST', '/login-ids/free', { body: { loginId } });
  const arrive = async (loginId: string) => {
    const person = await world.createPerson({ userPrincipalName: loginId, displayName: 'Sandy Late' });
    return {
      person,
      sign: async () => world.browser().call('POST', '/session', { body: { token: await world.hostToken(person.id) } }),
    };
  };

  it('INV-6 of an inactive member leaves place and history, opens to nobody, and lets the colleague in as a newcomer', async () => {
    const early = await leave('aspen');
    const { person, sign } = await arrive(early.loginId);
    expectProblem(await sign(), 'login_id_taken', 409);
    assert.equal((await free(admin, ` ${early.loginId.toUpperCase()} `)).status, 204);

    expectProblem(await early.client.call('GET', '/session'), 'session_required', 401);
    const body = { loginId: early.loginId, password: PASSWORD };
    expectProblem(await world.browser().call('POST', '/session/password', { body }), 'wrong_credentials', 401);
    const member = await admin.get<Member>(`/members/${early.memberId}`);
    assert.deepEqual([member.status, member.fullName], ['inactive', early.fullName]);
    assert.match(member.loginId, /@foyer\.invalid$/);
    assert.equal((await sign()).status, 200);
    const session = await (await world.signIn(person.id)).get<Session>('/session');
    assert.deepEqual([session.account.loginId, session.standing], [early.loginId, 'outsider']);
    assert.notEqual(session.account.id, member.accountId);

    const { text } = await world.waitForMail(early.loginId, /was freed/);
    assert.match(text, /Alder & Vale/);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=account.free-login-id&outcome=done');
    assert.deepEqual(
      items.map(({ target }) => [target.kind, target.id, target.label]),
      [['member', early.memberId, early.loginId]],
    );
    // Once is enough.
    expectProblem(await free(admin, early.loginId), 'already_linked', 409);
  });

  it('INV-6 of an account that is nobody’s member erases it', async () => {
    const early = await signUp('birch');
    assert.equal((await free(admin, early.loginId)).status, 204);
    expectProblem(await early.client.call('GET', '/session'), 'session_required', 401);
    assert.equal(await world.db.collection('accounts').countDocuments({ loginId: early.loginId }), 0);
    assert.equal((await (await arrive(early.loginId)).sign()).status, 200);
    await world.waitForMail(early.loginId, /was freed/);
  });

  it('INV-6 is for those who manage users', async () => {
    const early = await leave('chestnut');
    const standard = await addMember(world, admin, employee(0));
    expectProblem(await free(standard, early.loginId), 'permission_required', 403);
    expectProblem(
      await free(await world.signIn(employee(1).userPrincipalName), early.loginId),
      'membership_required',
      403,
    );
    expectProblem(await free(world.browser(), early.loginId), 'session_required', 401);
    expectProblem(await free(early.client, early.loginId), 'member_inactive', 403);
    assert.equal((await free(await addApprover(world, admin, employee(2)), early.loginId)).status, 204);
  });

  it('INV-6 is for the organization whose verified domain it is, which says nothing of others', async () => {
    const early = await squat('damson', neighbour);
    const theirs = await addExternal(world, admin, outsideWith('known@outside.example'));
    for (const loginId of ['known@outside.example', 'unknown@outside.example', 'x@sub.aldervale.example', 'damson']) {
      expectProblem(await free(admin, loginId), 'login_id_domain', 409);
    }
    // Its own member, but not its own domain.
    expectProblem(await free(neighbour, early.loginId), 'login_id_domain', 409);
    // Its own domain, but another organization's member too.
    expectProblem(await free(admin, early.loginId), 'login_id_elsewhere', 409);
    const { id } = await memberOf(neighbour, early.loginId);
    await neighbour.post('/members/deactivate', { ids: [id] });
    expectProblem(await free(admin, early.loginId), 'login_id_elsewhere', 409);
    assert.equal((await theirs.get<Session>('/session')).standing, 'member');
    const still = { loginId: early.loginId, password: PASSWORD };
    assert.equal((await world.browser().call('POST', '/session/password', { body: still })).status, 200);
  });

  it('INV-6 is refused for an active member, for a Microsoft account and for what nobody has', async () => {
    const early = await squat('elm');
    expectProblem(await free(admin, early.loginId), 'member_active', 409);
    assert.equal((await early.client.get<Session>('/session')).standing, 'member');
    expectProblem(await free(admin, world.person('administrator').userPrincipalName), 'already_linked', 409);
    expectProblem(await free(admin, 'nobody.at.all@aldervale.example'), 'not_found', 404);
    for (const body of [{}, { loginId: '' }, { loginId: 1 }, { loginId: early.loginId, force: true }]) {
      expectProblem(await admin.call('POST', '/login-ids/free', { body }), 'validation_failed', 400);
    }
  });

  it('INV-7 of an account that a Microsoft identity was linked to goes to the colleague, and the identity still opens it', async () => {
    const early = await squat('eucalypt');
    const { person, sign } = await arrive('eucalypt.other@aldervale.example');
    assert.equal((await sign()).status, 200);
    const linked = await world.signIn(person.id);
    await linked.post('/account/link', { loginId: early.loginId, password: PASSWORD });
    const { account, member } = await linked.get<Session>('/session');
    const colleague = await arrive(early.loginId);
    const refused = expectProblem(await colleague.sign(), 'login_id_taken', 409);
    assert.equal(refused.mayLink, undefined);
    await admin.post('/members/deactivate', { ids: [member?.id] });
    assert.equal((await free(admin, early.loginId)).status, 204);
    assert.equal((await colleague.sign()).status, 200);
    await admin.post('/members/reactivate', { ids: [member?.id] });
    const again = await (await world.signIn(person.id)).get<Session>('/session');
    assert.deepEqual([again.account.id, again.standing], [account.id, 'member']);
  });

  it('MEM-13 nobody frees the login ID of a member who may do more than they may', async () => {
    const early = await leave('fir');
    await admin.patch(`/members/${early.memberId}`, { profileId: await builtIn(admin, 'administrator') });
    const { id: profileId } = await admin.post<Profile>('/profiles', { name: 'Users only' });
    await admin.patch(`/profiles/${profileId}`, { permissions: ['manageUsers'] });
    const lesser = await addMember(world, admin, employee(3), profileId);
    expectProblem(await free(lesser, early.loginId), 'permission_required', 403);
    assert.equal((await free(admin, early.loginId)).status, 204);
  });

  it('INV-6 decides nothing while Microsoft does not say whose the domain is', async () => {
    const early = await leave('ginkgo');
    await world.fault({ kind: 'error', match: '/organization', status: 503 });
    try {
      expectProblem(await free(admin, early.loginId), 'directory_unavailable', 503);
    } finally {
      await world.clearFaults();
    }
    assert.equal((await early.client.get<Session>('/session')).account.loginId, early.loginId);
  });

  it('INV-6 whoever frees it and whoever links it at once: one of them, never both', async () => {
    for (const name of ['hawthorn', 'hickory', 'holly']) {
      const early = await leave(name);
      const { person } = await arrive(early.loginId);
      const late = world.browser();
      await late.call('POST', '/session', { body: { token: await world.hostToken(person.id) } });
      const body = { loginId: early.loginId, password: PASSWORD };
      const [freed, linked] = await Promise.all([
        free(admin, early.loginId),
        late.call('POST', '/account/link', { body }),
      ]);
      const outcome = [freed.status === 204, linked.status === 200];
      assert.deepEqual(outcome.filter(Boolean).length, 1, `${freed.text} ${linked.text}`);
      const { accountId } = await admin.get<Member>(`/members/${early.memberId}`);
      const { account } = await (await world.signIn(person.id)).get<Session>('/session');
      assert.equal(account.id === accountId, outcome[1]);
    }
  });
});
