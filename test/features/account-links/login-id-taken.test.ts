import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { CreatedToken } from '../../../src/server/features/api-tokens/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { RegisteredSite } from '../../../src/server/features/authorized-sites/schemas.ts';
import { HOUR, MINUTE } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addMember, invite, only, termsVersion } from '../../support/door.ts';
import { beginSignIn, comeBack, locationOf, pickPerson } from '../../support/microsoft-sign-in.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type PartnerSite, startPartnerSite } from '../../support/partner-site.ts';
import {
  addExternal,
  askForReset,
  type External,
  inviteByMail,
  movableClock,
  PASSWORD,
  resetToken,
  signInWithPassword,
} from '../../support/passwords.ts';
import { visitSite } from '../../support/site-visit.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

/** INV-6: an account is somebody's by `(tid, oid)` or by its password, never by the name alone. */
describe('a login ID that an account with a password has', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  let neighbour: Client;
  let site: PartnerSite;
  before(async () => {
    world = await startWorld({ clock, env: { SEATS_AT_START: '50', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    admin = await foundOrganization(world);
    neighbour = await world.signIn('vera.lindqvist@northquay.example');
    await neighbour.post('/organization', { name: 'North Quay' });
    site = await startPartnerSite();
    const scopes = ['profile', 'members.read'];
    const redirectUris = [site.redirectUri];
    const registered = await admin.post<RegisteredSite>('/sites', { name: 'Partner', redirectUris, scopes });
    await site.configure(registered, 'openid profile members.read offline_access');
  });
  after(async () => {
    await site.close();
    await world.close();
  });
  afterEach(() => clock.advance(3 * HOUR));

  /** Makes an account with a password, a member where `by` invites, whose login ID a colleague gets later. */
  async function squat(name: string, by = admin): Promise<External & { client: Client }> {
    const person = { loginId: `${name}@aldervale.example`, fullName: `${name} Early`, password: PASSWORD };
    return { ...person, client: await addExternal(world, by, person) };
  }
  const employ = (loginId: string, more: object = {}) =>
    world.createPerson({ userPrincipalName: loginId, displayName: 'Robin Late', ...more });
  /** Signs in with Microsoft, and must be refused; returns the browser. */
  async function comeLate({ id }: Pick<SandboxPerson, 'id'>): Promise<Client> {
    const client = world.browser();
    const token = await world.hostToken(id);
    const problem = expectProblem(await client.call('POST', '/session', { body: { token } }), 'login_id_taken', 409);
    assert.equal(problem.mayLink, true);
    expectProblem(await client.call('GET', '/session'), 'session_required', 401);
    return client;
  }
  const link = (client: Client, loginId: string, password = PASSWORD, more: object = {}) =>
    client.call('POST', '/account/link', { body: { loginId, password, ...more } });
  const accountOf = async (loginId: string) => only(await world.db.collection('accounts').find({ loginId }).toArray());
  const me = (client: Client) => client.get<Session>('/session');
  const offered = async (client: Client) =>
    (await client.get<{ loginId: string | null }>('/account/link/offer')).loginId;
  const entries = async (client: Client, query: string) =>
    (await client.get<Page<AuditEntry>>(`/audit?${query}`)).items;

  it('INV-6 does not give the account to a Microsoft sign-in, which is refused, audited and offered to prove it', async () => {
    const early = await squat('amber');
    const person = await employ(early.loginId);
    const client = await comeLate(person);
    assert.deepEqual((await accountOf(early.loginId)).identities, []);
    assert.equal((await me(early.client)).standing, 'member');
    assert.equal(await offered(client), early.loginId);
    assert.equal(await offered(world.browser()), null);
    assert.equal(await offered(early.client), null);
    const refused = await entries(admin, 'action=session.open&outcome=refused');
    assert.ok(refused.some(({ code, target }) => code === 'login_id_taken' && target.label === early.loginId));
    // An offer holds for a quarter of an hour.
    clock.advance(16 * MINUTE);
    assert.equal(await offered(client), null);
    expectProblem(await link(client, early.loginId), 'session_required', 401);
  });

  it('INV-6 offers it after Microsoft’s own page too, in a browser and in a window', async () => {
    const early = await squat('basil');
    const person = await employ(early.loginId);
    const browser = world.browser();
    const back = locationOf(await comeBack(browser, await pickPerson(await beginSignIn(browser), person)));
    assert.equal(back.pathname + back.search, '/?signInError=login_id_taken');
    assert.equal(await offered(browser), early.loginId);
    const elsewhere = await beginSignIn(browser, '?returnTo=%2Fusers');
    const onward = locationOf(await comeBack(browser, await pickPerson(elsewhere, person)));
    assert.equal(onward.searchParams.get('returnTo'), '/users');

    const popup = world.browser();
    const page = await pickPerson(await beginSignIn(popup, '?popup=1'), person);
    const code = new URLSearchParams(locationOf(await comeBack(popup, page)).hash.slice(1)).get('code');
    assert.equal(await offered(popup), null);
    const frame = world.browser();
    const redeem = (client: Client) => client.call('POST', '/session/redeem', { body: { code } });
    expectProblem(await redeem(frame), 'login_id_taken', 409);
    assert.equal(await offered(frame), early.loginId);
    expectProblem(await redeem(world.browser()), 'invalid_code', 400);
    assert.equal((await link(frame, early.loginId)).status, 200);
    assert.equal((await me(frame)).account.loginId, early.loginId);

    const slow = await employ((await squat('bryony')).loginId);
    const late = await pickPerson(await beginSignIn(popup, '?popup=1'), slow);
    const lateCode = new URLSearchParams(locationOf(await comeBack(popup, late)).hash.slice(1)).get('code');
    clock.advance(2 * MINUTE);
    expectProblem(await frame.call('POST', '/session/redeem', { body: { code: lateCode } }), 'invalid_code', 400);
  });

  it('INV-6 is linked once proved; whatever had opened the account before ends: password, session, token, site, reset', async () => {
    const early = await squat('cedar');
    const { client: squatter, loginId } = early;
    await squatter.put('/account/security-question', {
      currentPassword: PASSWORD,
      question: 'Where did you learn to swim?',
      answer: 'Étretat',
    });
    const token = await squatter.post<CreatedToken>('/account/tokens', { name: 'Script', expiresInDays: 30 });
    const byToken = () =>
      world.browser().call('GET', '/session', { headers: { authorization: `Bearer ${token.token}` } });
    assert.equal((await byToken()).status, 200);
    const { visitor } = await visitSite(site, squatter);
    const byAccessToken = () =>
      fetch(`${world.url}/api/v1/members`, { headers: { authorization: `Bearer ${visitor?.accessToken}` } });
    assert.notEqual((await byAccessToken()).status, 401);
    await askForReset(world.browser(), loginId);
    const reset = resetToken(await world.waitForMail(loginId, /Set a new password/));

    const person = await employ(loginId);
    const client = await comeLate(person);
    const asked = expectProblem(await link(client, loginId), 'validation_failed', 400);
    assert.equal(asked.question, 'Where did you learn to swim?');
    const answer = await link(client, loginId.toUpperCase(), PASSWORD, { answer: 'etretat' });
    assert.equal(answer.status, 200, answer.text);
    const session = await me(client);
    assert.deepEqual([session.account.loginId, session.standing], [loginId, 'member']);
    assert.equal(await offered(client), null);

    expectProblem(await squatter.call('GET', '/session'), 'session_required', 401);
    const body = { loginId, password: PASSWORD };
    expectProblem(await world.browser().call('POST', '/session/password', { body }), 'wrong_credentials', 401);
    expectProblem(await byToken(), 'api_token_revoked', 401);
    assert.equal((await byAccessToken()).status, 401);
    await assert.rejects(site.refresh(visitor?.refreshToken ?? ''), { error: 'invalid_grant' });
    expectProblem(await world.browser().call('GET', `/password-resets/${reset}`), 'reset_used', 410);
    assert.equal((await client.get<{ question: string | null }>('/account/security-question')).question, null);
    assert.equal((await client.get<{ changedAt: string | null }>('/account/password')).changedAt, null);

    // From then on Microsoft opens it, and its login ID follows the directory.
    assert.equal((await me(await world.signIn(person.id))).account.id, session.account.id);
    await world.changePerson(person.id, { userPrincipalName: 'cedar.wood@aldervale.example' });
    assert.equal((await me(await world.signIn(person.id))).account.loginId, 'cedar.wood@aldervale.example');
    const { text } = await world.waitForMail(loginId, /now opens with Microsoft/);
    assert.match(text, /password no longer works/);
    const [entry] = await entries(admin, 'action=account.link&limit=1');
    assert.equal(entry?.details.objectId, person.id);
    // The directory knows the member again.
    const { items } = await admin.get<Page<{ objectId: string | null }>>('/members?search=cedar');
    assert.equal(only(items).objectId, person.id);
  });

  it('INV-6 works for somebody invited elsewhere, whose own company comes to Foyer later', async () => {
    const early = await squat('dahlia', neighbour);
    const person = await employ(early.loginId);
    const client = await comeLate(person);
    assert.equal((await link(client, early.loginId)).status, 200);
    assert.equal((await me(client)).organization?.name, 'North Quay');
    assert.equal((await me(await world.signIn(person.id))).standing, 'member');
    // Both organizations can read who has linked it.
    for (const each of [admin, neighbour]) {
      const found = await entries(each, 'action=account.link');
      assert.ok(found.some(({ details }) => details.objectId === person.id));
    }
  });

  it('INV-6 lets an invited person link the account that they have, and join', async () => {
    const early = await squat('elder');
    const { items } = await admin.get<Page<{ id: string }>>('/members?search=elder');
    await admin.post('/members/deactivate', { ids: [only(items).id] });
    const person = await employ(early.loginId);
    await invite(admin, person);
    const client = await comeLate(person);
    assert.equal((await link(client, early.loginId)).status, 200);
    assert.equal((await me(client)).standing, 'invited');
    await acceptMine(client);
    assert.equal((await me(client)).standing, 'member');
  });

  it('INV-6 takes no guess: a wrong password five times makes the sixth wait, whoever is right by then', async () => {
    const early = await squat('fern');
    const client = await comeLate(await employ(early.loginId));
    await clock.standStill(async () => {
      for (let count = 0; count < 5; count++) {
        expectProblem(await link(client, early.loginId, 'not the password'), 'wrong_credentials', 401);
      }
      expectProblem(await link(client, early.loginId), 'too_many_attempts', 429);
    });
    assert.deepEqual((await accountOf(early.loginId)).identities, []);
    assert.equal((await me(early.client)).standing, 'member');
  });

  it('INV-6 takes no guess at the security question either, with the right password', async () => {
    const early = await squat('gorse');
    const question = { currentPassword: PASSWORD, question: 'Which was your first car?', answer: 'Dyane' };
    await early.client.put('/account/security-question', question);
    const client = await comeLate(await employ(early.loginId));
    // Without the password nobody hears of the question.
    const wrong = expectProblem(
      await link(client, early.loginId, 'not the password', { answer: 'Dyane' }),
      'wrong_credentials',
    );
    assert.equal(wrong.question, undefined);
    await clock.standStill(async () => {
      for (let count = 0; count < 10; count++) {
        expectProblem(await link(client, early.loginId, PASSWORD, { answer: `Guess ${count}` }), 'wrong_answer', 403);
      }
      expectProblem(await link(client, early.loginId, PASSWORD, { answer: 'Dyane' }), 'too_many_attempts', 429);
    });
    assert.deepEqual((await accountOf(early.loginId)).identities, []);
    const refused = await entries(admin, 'action=account.link&outcome=refused');
    assert.ok(refused.some(({ code, target }) => code === 'wrong_answer' && target.label === early.loginId));
  });

  it('INV-6 links no other account than the one of the sign-in’s own login ID', async () => {
    const [early, other] = [await squat('hazel'), await squat('hyssop')];
    const client = await comeLate(await employ(early.loginId));
    const refusal = expectProblem(await link(client, other.loginId), 'login_id_mismatch', 409);
    assert.equal(refusal.expectedLoginId, early.loginId);
    for (const body of [{}, { loginId: early.loginId }, { loginId: early.loginId, password: PASSWORD, identity: {} }]) {
      expectProblem(await client.call('POST', '/account/link', { body }), 'validation_failed', 400);
    }
    const headers = { origin: 'https://evil.example' };
    const body = { loginId: early.loginId, password: PASSWORD };
    expectProblem(await client.call('POST', '/account/link', { body, headers }), 'cross_site', 403);
  });

  it('INV-6 gives nothing to a person of the same name in another tenant, unless they prove it', async () => {
    const early = await squat('iris');
    const stranger = await employ(early.loginId, await northQuay());
    const client = await comeLate(stranger);
    expectProblem(await link(client, early.loginId, 'not the password'), 'wrong_credentials', 401);
    assert.deepEqual((await accountOf(early.loginId)).identities, []);
  });

  it('INV-6 two who link one account at once: one does, and nobody else opens it', async () => {
    const early = await squat('juniper');
    const first = await employ(early.loginId);
    const client = await comeLate(first);
    await world.changePerson(first.id, { userPrincipalName: 'juniper.other@aldervale.example' });
    const second = await employ(early.loginId, await northQuay());
    const people = [first, second];
    const clients = [client, await comeLate(second)];
    const answers = await Promise.all(clients.map((client) => link(client, early.loginId)));
    assert.deepEqual(
      answers
        .map(({ status }) => status)
        .sort()
        .slice(0, 1),
      [200],
    );
    const lost = answers.find(({ status }) => status !== 200);
    assert.ok(lost && [401, 409].includes(lost.status), lost?.text);
    const { identities } = await accountOf(early.loginId);
    const winner = people[answers.findIndex(({ status }) => status === 200)];
    assert.deepEqual(
      identities.map(({ objectId }: { objectId: string }) => objectId),
      [winner?.id],
    );

    // The same person in two windows.
    const twice = await squat('jasmine');
    const person = await employ(twice.loginId);
    const windows = [await comeLate(person), await comeLate(person)];
    const both = await Promise.all(windows.map((client) => link(client, twice.loginId)));
    assert.equal(both.filter(({ status }) => status === 200).length, 1, both.map(({ text }) => text).join('\n'));
    assert.equal((await accountOf(twice.loginId)).identities.length, 1);
  });

  it('INV-6 whoever comes with Microsoft and whoever makes a password at once: one account, the other is told', async () => {
    for (const name of ['ivy-a', 'ivy-b', 'ivy-c']) {
      const early = { loginId: `${name}@aldervale.example`, fullName: 'Ivy Early', password: PASSWORD };
      const link = await inviteByMail(world, admin, early);
      const terms = await termsVersion(admin);
      const person = await employ(early.loginId);
      const token = await world.hostToken(person.id);
      const body = { fullName: early.fullName, password: PASSWORD, termsVersion: terms };
      const answers = await Promise.all([
        world.browser().call('POST', '/session', { body: { token } }),
        world.browser().call('POST', `/invitations/link/${link}/password`, { body }),
      ]);
      assert.deepEqual(
        answers.map(({ status }) => status).sort(),
        [200, 409],
        answers.map(({ text }) => text).join('\n'),
      );
      await accountOf(early.loginId);
    }
  });

  it('GONE-4 a member who is renamed to it is told, time and again, and goes on working under the former login ID', async () => {
    const early = await squat('kale');
    const person = await employ('kale.before@aldervale.example');
    const member = await addMember(world, admin, person);
    const before = await me(member);
    await world.changePerson(person.id, { userPrincipalName: early.loginId });
    for (let count = 0; count < 2; count++) await comeLate(person);
    const after = await me(member);
    assert.deepEqual([after.account.loginId, after.standing], [before.account.loginId, 'member']);
    // Both accounts are in use, so neither becomes the other.
    expectProblem(await link(await comeLate(person), early.loginId), 'identity_linked', 409);
    assert.equal((await me(early.client)).standing, 'member');
    assert.deepEqual((await accountOf(early.loginId)).identities, []);
    // Once nobody has it, the login ID follows.
    await world.db.collection('accounts').updateOne({ loginId: early.loginId }, { $set: { loginId: 'x@y.example' } });
    assert.equal((await me(await world.signIn(person.id))).account.loginId, early.loginId);
  });

  it('GONE-4 somebody renamed to it who is nowhere a member links it, and their former account is gone', async () => {
    const early = await squat('laurel');
    const person = await employ('laurel.before@aldervale.example');
    const former = await world.signIn(person.id);
    await former.post('/join-requests', {});
    await world.changePerson(person.id, { userPrincipalName: early.loginId });
    const client = await comeLate(person);
    assert.equal((await link(client, early.loginId)).status, 200);
    expectProblem(await former.call('GET', '/session'), 'session_required', 401);
    assert.equal(
      await world.db.collection('accounts').countDocuments({ loginId: 'laurel.before@aldervale.example' }),
      0,
    );
    assert.equal((await me(await world.signIn(person.id))).account.id, (await me(client)).account.id);
  });

  it('GONE-5 what nothing opens any more is not inherited with its name', async () => {
    const early = { loginId: 'mallow@outside.example', fullName: 'M', password: PASSWORD };
    await addExternal(world, admin, early);
    const person = await employ('mallow@aldervale.example');
    const client = await world.signIn(person.id);
    const left = (await me(client)).account.id;
    assert.equal((await link(client, early.loginId)).status, 200);
    // An account that was left behind by an earlier version, and whose name the directory gives to somebody else.
    await world.changePerson(person.id, { userPrincipalName: 'mallow.old@aldervale.example' });
    const { insertedId } = await world.db.collection('accounts').insertOne({
      loginId: 'mallow@aldervale.example',
      firstName: '',
      lastName: 'Left',
      nameIsOwn: false,
      language: 'en',
      isGuest: false,
      identities: [],
      createdAt: new Date(),
      revision: 0,
    });
    const newcomer = await employ('mallow@aldervale.example');
    const account = (await me(await world.signIn(newcomer.id))).account;
    assert.ok(![left, insertedId.toHexString()].includes(account.id));
  });

  it('INV-7 linking an account with another login ID ends what opened it too, but for its password', async () => {
    const person = { loginId: 'nettle@outside.example', fullName: 'Nettle Outside', password: PASSWORD };
    const squatter = await addExternal(world, admin, person);
    const question = { currentPassword: PASSWORD, question: 'Which was your first car?', answer: 'Dyane' };
    await squatter.put('/account/security-question', question);
    const token = await squatter.post<CreatedToken>('/account/tokens', { name: 'Script', expiresInDays: 30 });
    const { visitor } = await visitSite(site, squatter);
    await askForReset(world.browser(), person.loginId);
    const reset = resetToken(await world.waitForMail(person.loginId, /Set a new password/));
    const client = await world.signIn((await employ('nettle@aldervale.example')).id);
    expectProblem(await link(client, person.loginId), 'validation_failed', 400);
    expectProblem(await link(client, person.loginId, PASSWORD, { answer: 'Ami' }), 'wrong_answer', 403);
    const answer = await link(client, person.loginId, PASSWORD, { answer: 'dyane' });
    assert.equal(answer.status, 200, answer.text);
    expectProblem(await squatter.call('GET', '/session'), 'session_required', 401);
    const headers = { authorization: `Bearer ${token.token}` };
    expectProblem(await world.browser().call('GET', '/session', { headers }), 'api_token_revoked', 401);
    await assert.rejects(site.refresh(visitor?.refreshToken ?? ''), { error: 'invalid_grant' });
    expectProblem(await world.browser().call('GET', `/password-resets/${reset}`), 'reset_used', 410);
    await signInWithPassword(world, person);
    assert.match(
      (await world.waitForMail(person.loginId, /now opens with Microsoft/)).text,
      /still sign in with your password/,
    );
  });

  async function northQuay(): Promise<{ tenantId: string }> {
    const organization = await world.db.collection('organizations').findOne({ name: 'North Quay' });
    return { tenantId: String(organization?.tenantId) };
  }
});
