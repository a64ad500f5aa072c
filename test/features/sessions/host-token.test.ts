import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { expectProblem } from '../../support/client.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe("sessions by the host's token", () => {
  let world: World;
  let employee: SandboxPerson;
  before(async () => {
    world = await startWorld();
    employee = world.person('employee');
  });
  after(() => world.close());
  afterEach(() => world.clearFaults());

  const open = (token: string) => world.browser().call('POST', '/session', { body: { token } });

  it('ORG-1 the first of a tenant sees that there is no organization, and the name of the company', async () => {
    const browser = await world.signIn(employee.userPrincipalName);
    const session = await browser.get<Session>('/session');
    assert.equal(session.standing, 'unfounded');
    assert.equal(session.organization, null);
    assert.equal(session.tenantName, 'Alder & Vale');
    assert.equal(session.account.loginId, employee.userPrincipalName.toLowerCase());
    assert.equal(session.account.fullName, employee.displayName);
    assert.deepEqual(session.permissions, []);
    assert.equal(session.sandbox, true);
  });

  it('is known by tenant and object ID: opened twice, one account', async () => {
    const [first, second] = [
      await world.signIn(employee.userPrincipalName),
      await world.signIn(employee.userPrincipalName),
    ];
    const [one, two] = [await first.get<Session>('/session'), await second.get<Session>('/session')];
    assert.equal(one.account.id, two.account.id);
  });

  it('is one account also when the first two sign-ins come at once', async () => {
    const { userPrincipalName } = world.people('employee').at(-1) ?? employee;
    const browsers = await Promise.all(Array.from({ length: 5 }, () => world.signIn(userPrincipalName)));
    const sessions = await Promise.all(browsers.map((browser) => browser.get<Session>('/session')));
    assert.equal(new Set(sessions.map(({ account }) => account.id)).size, 1);
  });

  it('of a guest has the login ID that Graph gives', async () => {
    const guest = world.person('guest');
    const session = await (await world.signIn(guest.userPrincipalName)).get<Session>('/session');
    assert.equal(session.account.loginId, guest.userPrincipalName.toLowerCase());
    assert.equal(session.account.isGuest, true);
  });

  it('takes the language of the directory', async () => {
    const french = world.people('approver').find(({ displayName }) => displayName === 'Théo Lemaître');
    assert.ok(french);
    const session = await (await world.signIn(french.userPrincipalName)).get<Session>('/session');
    assert.equal(session.account.language, 'fr');
  });

  it('INV-5 an address of somebody else in the token decides nothing', async () => {
    const email = world.person('administrator').userPrincipalName;
    const claims = { email, upn: email, preferred_username: email, unique_name: email };
    const answer = await open(await world.hostToken(employee.id, { claims }));
    assert.equal((JSON.parse(answer.text) as Session).account.loginId, employee.userPrincipalName.toLowerCase());
  });

  const bad: Record<string, [options: Record<string, unknown>, code: 'invalid_token' | 'expired_token']> = {
    'signed by nobody (alg: none)': [{ signedBy: 'nobody' }, 'invalid_token'],
    'signed by a stranger': [{ signedBy: 'stranger' }, 'invalid_token'],
    expired: [{ lifetime: -600 }, 'expired_token'],
    'for another application': [{ claims: { aud: randomUUID() } }, 'invalid_token'],
    'of another tenant than its issuer': [{ claims: { tid: randomUUID() } }, 'invalid_token'],
    'without the scope': [{ claims: { scp: null } }, 'invalid_token'],
    'not valid yet': [{ claims: { nbf: Math.floor(Date.now() / 1000) + 3600 } }, 'invalid_token'],
  };
  for (const [what, [options, code]] of Object.entries(bad)) {
    it(`is not opened by a token ${what}`, async () => {
      const answer = await open(await world.hostToken(employee.id, options));
      expectProblem(answer, code, 401);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    });
  }

  it('is not opened by what is no token at all', async () => {
    for (const token of ['x', 'a.b.c', `${await world.hostToken(employee.id)}x`]) {
      expectProblem(await open(token), 'invalid_token', 401);
    }
    expectProblem(await open(''), 'validation_failed', 400);
    expectProblem(await open('x'.repeat(20_000)), 'payload_too_large', 413);
  });

  it('hands on what Microsoft asks for: consent with its link, a second step with its claims, a fresh token', async () => {
    await world.fault({ kind: 'consent', times: 1 });
    const consent = expectProblem(await open(await world.hostToken(employee.id)), 'consent_required', 401);
    assert.match(String(consent.adminConsentUrl), /\/v2\.0\/adminconsent\?/);

    await world.fault({ kind: 'mfa', times: 1 });
    const answer = await open(await world.hostToken(employee.id));
    expectProblem(answer, 'interaction_required', 401);
    const [, claims = ''] = /claims="([^"]+)"/.exec(answer.headers.get('www-authenticate') ?? '') ?? [];
    assert.ok(JSON.parse(Buffer.from(claims, 'base64').toString()).access_token);

    await world.fault({ kind: 'assertion-expired', times: 1 });
    expectProblem(await open(await world.hostToken(employee.id)), 'assertion_expired', 401);
  });

  it('waits for nothing when Microsoft is down: directory_unavailable', async () => {
    await world.fault({ kind: 'cut', match: '/v1.0/me' });
    expectProblem(await open(await world.hostToken(employee.id)), 'directory_unavailable', 503);
  });

  it('AUD-1 of a disabled person is refused, and the organization hears of it', async () => {
    const administrator = await foundOrganization(world);
    const person = await world.createPerson({ userPrincipalName: 'leaver@aldervale.example', displayName: 'Lea Ver' });
    await world.signIn(person.id);
    const token = await world.hostToken(person.id);
    await world.changePerson(person.id, { accountEnabled: false });
    expectProblem(await open(token), 'account_disabled', 403);
    const { items } = await administrator.get<{ items: Record<string, unknown>[] }>('/audit?outcome=refused');
    const [entry] = items;
    assert.equal(entry?.action, 'session.open');
    assert.equal(entry?.outcome, 'refused');
    assert.equal(entry?.code, 'account_disabled');
    assert.deepEqual(entry?.actor, { accountId: null, loginId: 'leaver@aldervale.example', apiTokenId: null });
  });

  it('ends with sign-out, for that browser alone, and its cookie opens nothing any more', async () => {
    const [leaving, staying] = [
      await world.signIn(employee.userPrincipalName),
      await world.signIn(employee.userPrincipalName),
    ];
    const cookie = leaving.cookies.get('foyer') ?? '';
    await leaving.delete('/session');
    assert.equal(leaving.cookies.get('foyer'), undefined);
    leaving.cookies.set('foyer', cookie);
    expectProblem(await leaving.call('GET', '/session'), 'session_required', 401);
    assert.equal((await staying.call('GET', '/session')).status, 200);
  });

  it('takes the place of the one that the browser had', async () => {
    const browser = await world.signIn(employee.userPrincipalName);
    const old = browser.cookies.get('foyer') ?? '';
    await browser.post('/session', { token: await world.hostToken(world.person('guest').id) });
    assert.notEqual(browser.cookies.get('foyer'), old);
    const stranger = world.browser();
    stranger.cookies.set('foyer', old);
    expectProblem(await stranger.call('GET', '/session'), 'session_required', 401);
  });

  it('is kept as a hash only', async () => {
    const browser = await world.signIn(employee.userPrincipalName);
    const token = browser.cookies.get('foyer') ?? '';
    assert.equal(Buffer.from(token, 'base64url').length, 32);
    const rows = await world.db.collection('sessions').find().toArray();
    assert.ok(rows.length > 0);
    assert.ok(!JSON.stringify(rows).includes(token));
  });
});
