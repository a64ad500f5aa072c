import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { verifyChains } from '../../../src/server/features/audit/verify-chain.ts';
import type { AccountClosing } from '../../../src/server/features/closing/schemas.ts';
import { MINUTE } from '../../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addApprover, ask, at, only, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external, inviteByMail, movableClock, signInWithPassword } from '../../support/passwords.ts';
import { tracesIn, tracesInFiles } from '../../support/traces.ts';
import { startWorld, type World } from '../../support/world.ts';

/** What Microsoft's directory says of a tenant's people is the organization's, with an account or without. */
const MIRROR = ['directory-users'];

describe('closing an account', () => {
  const clock = movableClock();
  let world: World;
  let administrator: Client;
  before(async function () {
    this.timeout(120_000);
    world = await startWorld({ clock, env: { SEATS_AT_START: '10' } });
    administrator = await foundOrganization(world);
    await syncedDirectory(administrator);
  });
  after(() => world.close());

  const close = (client: Client, loginId: string) => client.call('POST', '/account/close', { body: { loginId } });
  const sessionOf = (client: Client) => client.get<Session>('/session');
  const freeSeats = async () => (await administrator.get<{ seats: { free: number } }>('/subscription')).seats.free;
  const adminLogin = () => world.person('administrator').userPrincipalName;

  it('ACC-8 is refused with another login ID and long after the sign-in; nothing changes', async () => {
    const person = at(world.people('employee'), 0);
    const member = await makeMember(world, person);
    for (const wrong of ['', 'somebody@else.example', adminLogin()]) {
      expectProblem(await close(member, wrong), 'own_login_id_mismatch', 409);
    }
    clock.advance(10 * MINUTE);
    expectProblem(await close(member, person.userPrincipalName), 'sign_in_again', 403);
    assert.equal((await sessionOf(member)).standing, 'member');
    administrator = await world.signIn(adminLogin());
  });

  it('ACC-8 is refused to the only administrator, also when two of them go at the same moment', async () => {
    const organization = only((await administrator.get<AccountClosing>('/account/closing')).places);
    assert.deepEqual(organization, { organization: 'Alder & Vale', isOnlyAdministrator: true, records: 0, heir: null });
    const refusal = expectProblem(await close(administrator, adminLogin()), 'only_administrator', 409);
    assert.equal(refusal.organization, 'Alder & Vale');
    // Somebody who may invite people, and no more, can't close the organization either: it would stay for ever.
    const { id: profileId } = await administrator.post<{ id: string }>('/profiles', {
      name: 'Office',
      permissions: ['manageUsers'],
    });
    await makeMember(world, at(world.people('employee'), 1), profileId);
    expectProblem(await close(administrator, adminLogin()), 'only_administrator', 409);

    const second = at(world.people('employee'), 2);
    const other = await addApprover(world, administrator, second);
    const third = at(world.people('employee'), 3);
    const another = await addApprover(world, administrator, third);
    expectProblem(await close(another, second.userPrincipalName), 'own_login_id_mismatch', 409);
    const two = await Promise.all([close(other, second.userPrincipalName), close(another, third.userPrincipalName)]);
    assert.deepEqual(
      two.map(({ status }) => status),
      [204, 204],
    );
    expectProblem(await close(administrator, adminLogin()), 'only_administrator', 409);
    const fourth = at(world.people('employee'), 4);
    const last = await addApprover(world, administrator, fourth);
    const race = await Promise.all([close(last, fourth.userPrincipalName), close(administrator, adminLogin())]);
    assert.deepEqual(race.map(({ status }) => status).sort(), [204, 409], race.map(({ text }) => text).join());
    administrator = race[0].status === 204 ? await world.signIn(adminLogin()) : await world.signIn(fourth.id);
  }).timeout(120_000);

  it('ACC-8 takes all that is kept of the person at once; what they own goes to who manages the organization', async () => {
    const lotte = { ...external('lotte.verhaegen'), fullName: 'Lotte Verhaegen' };
    const member = await addExternal(world, administrator, lotte);
    await member.put('/account/security-question', {
      question: 'Where did Verhaegen go to school?',
      answer: 'Antwerp',
      currentPassword: lotte.password,
    });
    await member.post('/account/export');
    for (const name of ['Kestrel', 'Osprey']) await member.post('/records/deals', { name });
    const elsewhere = await signInWithPassword(world, lotte);
    const { account } = await sessionOf(member);
    const admin = await sessionOf(administrator);
    const place = only((await member.get<AccountClosing>('/account/closing')).places);
    assert.deepEqual(place, {
      organization: 'Alder & Vale',
      isOnlyAdministrator: false,
      records: 2,
      heir: place.heir,
    });
    assert.ok(place.heir);
    const free = await freeSeats();

    const answers = await Promise.all([
      close(member, ` ${lotte.loginId.toUpperCase()} `),
      close(elsewhere, lotte.loginId),
    ]);
    assert.equal(answers.filter(({ status }) => status === 204).length, 1, answers.map(({ text }) => text).join());
    for (const client of [member, elsewhere]) {
      expectProblem(await client.call('GET', '/session'), 'session_required', 401);
    }
    const mail = await world.waitForMail(lotte.loginId, /account was closed/);
    assert.match(mail.text, /Lotte Verhaegen/);
    const words = [lotte.loginId, lotte.fullName, 'Verhaegen', 'Antwerp'];
    await eventually(async () => {
      assert.deepEqual(await tracesIn(world.db, words), []);
      assert.deepEqual(await tracesInFiles(world.dataDir, words), []);
    }, 60_000);
    // The trail says that somebody with this id was here; it says nothing else of them, and the chain holds.
    const kept = ['audit-entries', 'record-history'];
    assert.deepEqual(await tracesIn(world.db, [account.id], kept), []);
    for await (const { broken } of verifyChains({ db: world.db })) assert.equal(broken, null);

    const deals = await world.db.collection('records').find({ module: 'deals' }).toArray();
    assert.deepEqual(deals.map(({ title }) => title).sort(), ['Kestrel', 'Osprey']);
    for (const { ownerId } of deals) {
      const owner = await world.db.collection('members').findOne({ _id: ownerId, status: 'active' });
      const person = await world.db.collection('accounts').findOne({ _id: owner?.accountId });
      assert.equal(`${person?.firstName} ${person?.lastName}`.trim(), place.heir);
    }
    assert.equal(await freeSeats(), free + 1);
    expectProblem(
      await world
        .browser()
        .call('POST', '/session/password', { body: { loginId: lotte.loginId, password: lotte.password } }),
      'wrong_credentials',
      401,
    );
    assert.equal((await sessionOf(administrator)).account.id, admin.account.id);
    assert.ok(await inviteByMail(world, administrator, { ...lotte, loginId: 'lotte2@outside.example' }));
    assert.ok(await inviteByMail(world, administrator, lotte));
  }).timeout(120_000);

  it('ACC-8 takes the words of somebody who only asked, and the request with them', async () => {
    const person = at(world.people('employee'), 5);
    const asker = await world.signIn(person.userPrincipalName);
    const { account } = await sessionOf(asker);
    const { id } = await ask(asker, 'Let me in, signed Quillfeather');
    assert.deepEqual((await asker.get<AccountClosing>('/account/closing')).places, []);
    assert.equal((await close(asker, person.userPrincipalName)).status, 204);
    await world.waitForMail(person.userPrincipalName, /account was closed|compte Foyer a été fermé/);
    const words = [person.userPrincipalName, account.fullName, 'Quillfeather'];
    await eventually(async () => assert.deepEqual(await tracesIn(world.db, words, MIRROR), []), 60_000);
    const left = await administrator.get<{ status: string; abilities: object }>(`/join-requests/${id}`);
    assert.equal(left.status, 'withdrawn');
    expectProblem(
      await administrator.call('POST', `/join-requests/${id}/approve`, { body: {} }),
      'request_withdrawn',
      409,
    );
    // Whoever comes back is a stranger.
    assert.equal((await sessionOf(await world.signIn(person.userPrincipalName))).standing, 'outsider');
  });
});
