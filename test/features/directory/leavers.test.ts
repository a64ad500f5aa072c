import assert from 'node:assert/strict';
import { syncDirectory } from '../../../src/server/core/directory-sync/sync-directory.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { CreatedToken } from '../../../src/server/features/api-tokens/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { RegisteredSite } from '../../../src/server/features/authorized-sites/schemas.ts';
import type { DirectoryPage } from '../../../src/server/features/directory/schemas.ts';
import type { OwnSession } from '../../../src/server/features/sessions/schemas.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { addApprover, addMember, at, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { beginSignIn, comeBack, locationOf, pickPerson } from '../../support/microsoft-sign-in.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type PartnerSite, startPartnerSite, type Visitor } from '../../support/partner-site.ts';
import { addExternal, external, signInWithPassword } from '../../support/passwords.ts';
import { visitSite } from '../../support/site-visit.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

/** Everything that speaks for a member. */
interface Member {
  person: SandboxPerson;
  memberId: string;
  browser: Client;
  apiToken: string;
  visitor: Visitor;
}

describe('people whom the directory has as disabled or deleted', () => {
  let world: World;
  let admin: Client;
  let organization: { id: string; tenantId: string };
  let site: PartnerSite;
  let registered: RegisteredSite;
  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '60' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    const { id } = await admin.get<{ id: string }>('/organization');
    organization = { id, tenantId: world.person('administrator').tenantId };
    site = await startPartnerSite();
    registered = await admin.post<RegisteredSite>('/sites', {
      name: 'Partner',
      redirectUris: [site.redirectUri],
      scopes: ['profile', 'members.read'],
    });
    await site.configure(registered, 'openid profile members.read');
  });
  after(async () => {
    await site?.close();
    await world.close();
  });
  afterEach(() => world.clearFaults());

  let next = 0;
  async function member(): Promise<Member> {
    next += 1;
    const person = await world.createPerson({
      userPrincipalName: `lee.${next}@aldervale.example`,
      displayName: `Lee Vers ${next}`,
    });
    const browser = await addMember(world, admin, person);
    const { token: apiToken } = await browser.post<CreatedToken>('/account/tokens', { name: 'CI', expiresInDays: 365 });
    const { visitor, text } = await visitSite(site, browser);
    assert.ok(visitor, text);
    const memberId = (await browser.get<Session>('/session')).member?.id ?? '';
    return { person, memberId, browser, apiToken, visitor };
  }

  const sync = () => syncDirectory(world.services, organization);
  const bearer = (token: string, path: string): Promise<Answer> =>
    world.browser().call('GET', path, { headers: { origin: '', authorization: `Bearer ${token}` } });
  const userInfo = ({ accessToken }: Visitor) =>
    fetch(`${registered.issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  const open = async (person: SandboxPerson, token = '') =>
    await world.browser().call('POST', '/session', { body: { token: token || (await world.hostToken(person.id)) } });

  async function assertLetIn({ memberId, browser, apiToken, visitor }: Member): Promise<void> {
    assert.equal((await browser.call('GET', '/session')).status, 200);
    assert.equal((await bearer(apiToken, '/session')).status, 200);
    assert.equal((await bearer(visitor.accessToken, `/members/${memberId}`)).status, 200);
    assert.equal((await userInfo(visitor)).status, 200);
  }

  async function assertShutOut({ memberId, browser, apiToken, visitor }: Member): Promise<void> {
    for (const [method, path] of [
      ['GET', '/session'],
      ['GET', '/account'],
      ['PUT', '/account/preferences'],
    ] as const) {
      const refused = expectProblem(await browser.call(method, path), 'microsoft_account_unavailable', 401);
      assert.match(refused.detail, /disabled or was deleted/);
    }
    for (const [token, path] of [
      [apiToken, '/session'],
      [apiToken, '/members'],
      [visitor.accessToken, `/members/${memberId}`],
    ] as const) {
      const refused = await bearer(token, path);
      expectProblem(refused, 'microsoft_account_unavailable', 401);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
    }
    const info = await userInfo(visitor);
    assert.equal(info.status, 401);
    assert.match(info.headers.get('www-authenticate') ?? '', /invalid_token/);
    await assert.rejects(site.refresh(visitor.refreshToken), { error: 'invalid_grant' });
  }

  /** All but the session, which its person opens anew. */
  async function assertBack(them: Member): Promise<void> {
    const { browser, person, visitor } = them;
    expectProblem(await browser.call('GET', '/session'), 'session_required', 401);
    const renewed = await site.refresh(visitor.refreshToken);
    const again = await world.signIn(person.userPrincipalName);
    await assertLetIn({ ...them, browser: again, visitor: { ...visitor, accessToken: renewed.accessToken } });
    assert.equal((await again.get<Session>('/session')).standing, 'member');
  }

  const trail = async (action: string) =>
    (await admin.get<{ items: AuditEntry[] }>(`/audit?action=${action}`)).items.map(({ details }) => details);

  for (const [what, out, back] of [
    ['disabled', { accountEnabled: false }, { accountEnabled: true }],
    ['deleted', { deleted: true }, { deleted: false }],
  ] as const) {
    it(`GONE-2 ${what}, as a reading of the directory tells: all that speaks for them is refused, and comes back with them`, async () => {
      const [them, other] = [await member(), await member()];
      await assertLetIn(them);
      await world.changePerson(them.person.id, out);
      await admin.post('/directory/sync');
      await eventually(async () => assert.notEqual((await them.browser.call('GET', '/session')).status, 200));
      await assertShutOut(them);
      await assertLetIn(other);
      assert.deepEqual(at(await trail('account.suspend'), 0), { kind: what, noticedBy: 'sync', sessions: 1 });
      await world.changePerson(them.person.id, back);
      await sync();
      await assertBack(them);
      assert.deepEqual(at(await trail('account.resume'), 0), { noticedBy: 'sync' });
      await assertLetIn(other);
    });

    it(`GONE-2 ${what}, as a sign-in tells before any reading does: the other sessions and tokens are refused, too`, async () => {
      const them = await member();
      const token = await world.hostToken(them.person.id);
      await world.changePerson(them.person.id, out);
      await assertLetIn(them);
      const refused = await open(them.person, token);
      if (what === 'disabled') expectProblem(refused, 'account_disabled', 403);
      else expectProblem(refused, 'microsoft_account_unavailable', 401);
      await assertShutOut(them);
      await sync();
      await assertShutOut(them);
      assert.deepEqual(at(await trail('account.suspend'), 0), { kind: what, noticedBy: 'sign-in', sessions: 1 });
      // The sign-in that succeeds brings back what a reading has not told yet.
      await world.changePerson(them.person.id, back);
      await world.signIn(them.person.userPrincipalName);
      await assertBack(them);
      await sync();
      await assertLetIn({ ...them, browser: await world.signIn(them.person.userPrincipalName) });
    });
  }

  it('GONE-2 a browser whose session was ended may sign in anew, also with its cookie', async () => {
    const { person, browser } = await member();
    await world.changePerson(person.id, { accountEnabled: false });
    await sync();
    await world.changePerson(person.id, { accountEnabled: true });
    expectProblem(await browser.call('GET', '/session'), 'microsoft_account_unavailable', 401);
    assert.equal((await browser.call('GET', '/captcha')).status, 200);
    await browser.post('/session', { token: await world.hostToken(person.id) });
    assert.equal((await browser.get<Session>('/session')).standing, 'member');
    const { items } = await browser.get<{ items: OwnSession[] }>('/account/sessions');
    assert.ok(items.some(({ endReason }) => endReason === 'microsoft_unavailable'));
  });

  it('GONE-2 a code that a sign-in window has handed over opens nothing any more', async () => {
    const { person } = await member();
    const popup = world.browser();
    const answer = await comeBack(popup, await pickPerson(await beginSignIn(popup, '?popup=1'), person));
    const code = new URLSearchParams(locationOf(answer).hash.slice(1)).get('code') ?? '';
    await world.changePerson(person.id, { accountEnabled: false });
    await sync();
    const redeemed = await world.browser().call('POST', '/session/redeem', { body: { code } });
    expectProblem(redeemed, 'invalid_code', 400);
  });

  it('GONE-2 somebody of the same name in another tenant, password accounts and those who come by chance are untouched', async () => {
    const twin = await world.signIn('soconnell@northquay.example');
    const { person } = await member();
    const outsider = await addExternal(world, admin, { ...external('lee'), fullName: person.displayName });
    await world.changePerson(at(world.people('employee'), 0).id, { accountEnabled: false });
    await world.changePerson(person.id, { deleted: 'permanently' });
    await sync();
    assert.equal((await twin.call('GET', '/session')).status, 200);
    assert.equal((await outsider.call('GET', '/session')).status, 200);
    const again = await signInWithPassword(world, external('lee'));
    assert.equal((await again.get<Session>('/session')).standing, 'member');
    await world.changePerson(at(world.people('employee'), 0).id, { accountEnabled: true });
  });

  it('GONE-2 an account with a password that the identity was linked to is no way round', async () => {
    const known = external('linked');
    await addExternal(world, admin, known);
    const person = await world.createPerson({ userPrincipalName: 'link@aldervale.example', displayName: 'Lin Ked' });
    const browser = await world.signIn(person.userPrincipalName);
    await browser.post('/account/link', { loginId: known.loginId, password: known.password });
    const withPassword = await signInWithPassword(world, known);
    await world.changePerson(person.id, { accountEnabled: false });
    await sync();
    for (const client of [browser, withPassword]) {
      expectProblem(await client.call('GET', '/session'), 'microsoft_account_unavailable', 401);
    }
    const { loginId, password } = known;
    const refused = await world.browser().call('POST', '/session/password', { body: { loginId, password } });
    expectProblem(refused, 'microsoft_account_unavailable', 401);
    assert.deepEqual(
      refused.headers.getSetCookie().filter((cookie) => cookie.startsWith('foyer=')),
      [],
    );
    await world.changePerson(person.id, { accountEnabled: true });
    await sync();
    assert.equal((await (await signInWithPassword(world, known)).get<Session>('/session')).standing, 'member');
  });

  it('GONE-2 people who are nobody’s members are shut out as well', async () => {
    const person = await world.createPerson({ userPrincipalName: 'out@aldervale.example', displayName: 'Out Sider' });
    const browser = await world.signIn(person.userPrincipalName);
    await sync();
    await world.changePerson(person.id, { deleted: true });
    await sync();
    expectProblem(await browser.call('GET', '/session'), 'microsoft_account_unavailable', 401);
  });

  it('GONE-2 a deactivation stays one, whatever the directory says', async () => {
    const { person, memberId, browser, apiToken } = await member();
    await world.changePerson(person.id, { accountEnabled: false });
    await sync();
    await admin.post('/members/deactivate', { ids: [memberId] });
    await world.changePerson(person.id, { accountEnabled: true });
    await sync();
    expectProblem(await browser.call('GET', '/session'), 'session_required', 401);
    expectProblem(await bearer(apiToken, '/session'), 'api_token_revoked', 401);
    const again = await world.signIn(person.userPrincipalName);
    assert.equal((await again.get<Session>('/session')).standing, 'inactive');
  });

  it('GONE-2 who left while nobody was looking is found when everybody is read again; who is newer than the reading is asked about', async () => {
    const [gone, off, newcomer] = [await member(), await member(), await member()];
    await sync();
    // As an earlier version left it, and a link that has run out.
    await world.changePerson(gone.person.id, { deleted: true });
    await world.changePerson(off.person.id, { accountEnabled: false });
    const mirror = world.db.collection('directory-users');
    await mirror.deleteMany({ objectId: gone.person.id });
    await mirror.updateOne({ objectId: off.person.id }, { $set: { isEnabled: false } });
    await world.fault({ kind: 'delta-expired', times: 1 });
    await sync();
    await assertShutOut(gone);
    await assertShutOut(off);
    // Whom a reading of everybody lacks may have come while it went on.
    await mirror.deleteMany({ objectId: newcomer.person.id });
    await world.db.collection('directory-syncs').updateMany({}, { $set: { isFollowed: false } });
    await sync();
    await assertLetIn(newcomer);
  });

  it('GONE-2 a database of an earlier version is gone through once', async () => {
    const them = await member();
    await sync();
    await world.db
      .collection('directory-users')
      .updateOne({ objectId: them.person.id }, { $set: { isEnabled: false } });
    await sync();
    await assertLetIn(them);
    await world.db
      .collection('directory-syncs')
      .updateMany({}, { $unset: { isFollowed: 1, leftOut: 1, heldLeavers: 1 } });
    await world.db.collection('accounts').updateMany({}, { $unset: { 'identities.0.unavailable': 1 } });
    await sync();
    await assertShutOut(them);
  });

  it('GONE-6 of very many at once nobody is shut out until an administrator has said that it is so', async function () {
    this.timeout(30_000);
    const approver = await addApprover(world, admin, at(world.people('approver'), 0));
    // One after another: the site tells its visitors apart by who came last.
    const crowd: Member[] = [];
    while (crowd.length < 6) crowd.push(await member());
    const state = async () => (await admin.get<DirectoryPage>('/directory/users?limit=1')).sync;
    await sync();
    assert.equal((await state()).heldLeavers, 0);
    for (const { person } of crowd) await world.changePerson(person.id, { accountEnabled: false });
    await sync();
    assert.equal((await state()).heldLeavers, 6);
    for (const each of crowd) await assertLetIn(each);
    await sync();
    await assertLetIn(at(crowd, 0));
    // One who is proved to be disabled is one, whatever becomes of the others.
    const tried = await open(at(crowd, 5).person, await hostTokenOf(at(crowd, 5).person));
    expectProblem(tried, 'account_disabled', 403);
    await assertShutOut(at(crowd, 5));
    const standard = await addMember(world, admin, at(world.people('employee'), 1));
    expectProblem(
      await standard.call('POST', '/directory/sync', { body: { acceptLeavers: true } }),
      'permission_required',
      403,
    );
    await approver.post('/directory/sync', { acceptLeavers: true });
    await eventually(async () => assertShutOut(at(crowd, 0)));
    assert.equal((await state()).heldLeavers, 0);
    assert.equal((await trail('directory.accept-leavers')).length, 1);
    for (const { person } of crowd) await world.changePerson(person.id, { accountEnabled: true });
    await sync();
    await assertBack(at(crowd, 1));
  });

  /** A token that was given out before its person was disabled. */
  async function hostTokenOf(person: SandboxPerson): Promise<string> {
    await world.changePerson(person.id, { accountEnabled: true });
    const token = await world.hostToken(person.id);
    await world.changePerson(person.id, { accountEnabled: false });
    return token;
  }
});
