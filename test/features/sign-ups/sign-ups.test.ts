import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { OwnAccount } from '../../../src/server/features/accounts/schemas.ts';
import type { Grant, RegisteredSite, SiteRequest } from '../../../src/server/features/authorized-sites/schemas.ts';
import type { SignUp } from '../../../src/server/features/sign-ups/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, termsVersion } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type PartnerSite, startPartnerSite } from '../../support/partner-site.ts';
import {
  addExternal,
  external,
  type MovableClock,
  movableClock,
  PASSWORD,
  solvedCaptcha,
} from '../../support/passwords.ts';
import { measureMixed, rankDifference } from '../../support/ranks.ts';
import { follow, uidOf, visitSite } from '../../support/site-visit.ts';
import { type ReceivedMail, startWorld, type World } from '../../support/world.ts';

const MINUTE = 60_000;

describe("an account made on the way to a partner's site", () => {
  let world: World;
  let clock: MovableClock;
  let administrator: Client;
  let site: PartnerSite;
  let terms: string;
  before(async () => {
    clock = movableClock();
    world = await startWorld({ clock, env: { SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    administrator = await foundOrganization(world);
    terms = await termsVersion(administrator);
    site = await openSite('Harbour Supplies', 'everybody');
  });
  after(async () => {
    await site?.close();
    await world.close();
  });

  async function openSite(name: string, audience: 'members' | 'everybody'): Promise<PartnerSite> {
    const opened = await startPartnerSite();
    const registered = await administrator.post<RegisteredSite>('/sites', {
      name,
      redirectUris: [opened.redirectUri],
      scopes: ['profile', 'email', 'organization', 'members.read'],
      audience,
    });
    await opened.configure(registered, 'openid profile email organization members.read');
    return opened;
  }

  /** Presses the site's button "Create a Foyer account". */
  async function arrive(at = site): Promise<{ browser: Client; uid: string }> {
    const browser = world.browser();
    return { browser, uid: uidOf((await follow(browser, `${at.origin}/create-account`)).address) };
  }

  async function ask({ browser, uid }: { browser: Client; uid: string }, loginId: string, fullName = 'Nina Outside') {
    const captcha = await solvedCaptcha(browser);
    return await browser.call('POST', `/site-requests/${uid}/sign-up`, { body: { loginId, fullName, captcha } });
  }

  function signUpToken({ links }: ReceivedMail): string {
    const token = links.map((link) => /\/sign-up\/([A-Za-z0-9_-]{43})$/.exec(link)?.[1]).find(Boolean);
    assert.ok(token, `no link of a sign-up among ${links}`);
    return token;
  }

  /** Makes an account up to the page that asks whether the site is let in. */
  async function signUp(loginId: string) {
    const arrived = await arrive();
    assert.equal((await ask(arrived, loginId)).status, 202);
    const token = signUpToken(await world.waitForMail(loginId, /Harbour Supplies/));
    const session = await arrived.browser.post<Session>(`/sign-ups/${token}`, {
      fullName: 'Nina Outside',
      password: PASSWORD,
      termsVersion: terms,
    });
    return { ...arrived, token, session };
  }

  it('ACC-6 a visitor makes an account, proves the address, lets the site in and comes back signed in', async () => {
    const arrived = await arrive();
    const { browser, uid } = arrived;
    const request = await browser.get<SiteRequest>(`/site-requests/${uid}`);
    assert.equal(request.wantsAccount, true);
    assert.equal(request.consent, null);
    assert.equal((await ask(arrived, ' Nina@Outside.example ')).status, 202);
    const mail = await world.waitForMail('nina@outside.example', /Confirm your address/);
    assert.ok(!mail.text.includes('Nina Outside'), 'what a stranger types is not sent to others');
    const token = signUpToken(mail);
    assert.deepEqual(await browser.get<SignUp>(`/sign-ups/${token}`), {
      loginId: 'nina@outside.example',
      fullName: 'Nina Outside',
      siteName: 'Harbour Supplies',
      requestUid: uid,
      termsVersion: terms,
    });
    const body = { fullName: 'Nina Outside', password: PASSWORD, termsVersion: terms };
    const session = await browser.post<Session>(`/sign-ups/${token}`, body);
    assert.equal(session.member, null);
    assert.deepEqual(session.permissions, []);
    const { consent } = await browser.get<SiteRequest>(`/site-requests/${uid}`);
    assert.deepEqual(consent, { standing: 'visitor', scopes: ['profile', 'email'], isAllowed: false });
    const { redirectTo } = await browser.post<{ redirectTo: string }>(`/site-requests/${uid}/allow`);
    assert.match((await follow(browser, redirectTo)).text, /Hello, Nina Outside/);
    const visitor = site.visitors.at(-1);
    assert.ok(visitor);
    const { claims, accessToken } = visitor;
    assert.equal(claims.email, 'nina@outside.example');
    assert.ok(!('organization' in claims), 'nobody gives an organization that they are not in');
    const headers = { authorization: `Bearer ${accessToken}` };
    expectProblem(await world.browser().call('GET', '/members', { headers }), 'insufficient_scope', 403);
    expectProblem(await browser.call('POST', `/sign-ups/${token}`, { body }), 'sign_up_used', 410);
  });

  it('ACC-6 who has made one signs in at the site with it, and is in no organization by that', async () => {
    const { browser } = await signUp('omar@outside.example');
    const { visitor } = await visitSite(site, browser);
    assert.equal(visitor?.claims.preferred_username, 'omar@outside.example');
    expectProblem(await browser.call('GET', '/records/leads'), 'membership_required', 403);
    assert.ok(!(await administrator.call('GET', '/members?limit=200')).text.includes('omar@outside.example'));
    assert.ok(!(await administrator.call('GET', '/audit?limit=200')).text.includes('omar@outside.example'));
  });

  it('ORG-1 who has a password alone is of no tenant, and founds no organization', async () => {
    const { browser, session } = await signUp('paul@outside.example');
    assert.deepEqual([session.standing, session.organization], ['unfounded', null]);
    assert.equal((await browser.get<OwnAccount>('/account')).signedInWith, 'password');
    assert.equal((await administrator.get<OwnAccount>('/account')).signedInWith, 'microsoft');
    const before = await world.db.collection('organizations').find().toArray();
    const answer = await browser.call('POST', '/organization', { body: { name: 'Paul & Sons' } });
    expectProblem(answer, 'microsoft_sign_in_required', 409);
    assert.deepEqual(await world.db.collection('organizations').find().toArray(), before);
  });

  it('ACC-6 nobody learns whether there is an account; its owner is told how to sign in, and nothing is made', async () => {
    const member = external('pia');
    await addExternal(world, administrator, member);
    const [known, unknown] = [
      await ask(await arrive(), member.loginId),
      await ask(await arrive(), 'quin@outside.example'),
    ];
    assert.deepEqual([known.status, known.text], [unknown.status, unknown.text]);
    const mail = await world.waitForMail(member.loginId, /You have a Foyer account already/);
    assert.ok(mail.links.some((link) => /\/authorize\/[\w-]+$/.test(link)));
    assert.ok(!mail.links.some((link) => link.includes('/sign-up/')));
    assert.equal(await world.db.collection('accounts').countDocuments({ loginId: 'quin@outside.example' }), 0);
  });

  it('INV-4 the terms are accepted with the account, in the version that holds; version and time are kept', async () => {
    const arrived = await arrive();
    const loginId = 'vito@outside.example';
    await ask(arrived, loginId);
    const token = signUpToken(await world.waitForMail(loginId, /Harbour Supplies/));
    const accounts = world.db.collection('accounts');
    const make = (body: object) =>
      arrived.browser.call('POST', `/sign-ups/${token}`, { body: { fullName: 'Vito', password: PASSWORD, ...body } });
    expectProblem(await make({}), 'validation_failed', 400);
    assert.equal(expectProblem(await make({ termsVersion: '1999' }), 'terms_outdated', 409).termsVersion, terms);
    assert.equal(await accounts.countDocuments({ loginId }), 0);
    const before = clock.now();
    assert.equal((await make({ termsVersion: terms })).status, 200);
    const account = await accounts.findOne({ loginId });
    assert.equal(account?.acceptedTerms.version, terms);
    assert.ok(account.acceptedTerms.at >= before && account.acceptedTerms.at <= clock.now());
    const { text } = await administrator.call('GET', '/audit?action=account.create&limit=1');
    assert.match(text, new RegExp(`"termsVersion":"${terms}"`));
  });

  it('ACC-6 the answer takes the same time for a known and an unknown login ID', async function () {
    this.timeout(120_000);
    const member = external('dora');
    await addExternal(world, administrator, member);
    let arrived = await arrive();
    let captcha: unknown;
    const asking = (loginId: string) => async () => {
      const body = { loginId, fullName: 'Nina Outside', captcha };
      await arrived.browser.post(`/site-requests/${arrived.uid}/sign-up`, body);
    };
    const [known, unknown] = await measureMixed(
      16,
      [asking(member.loginId), asking('dorb@outside.example')],
      async () => {
        clock.advance(13 * MINUTE);
        arrived = await arrive();
        captcha = await solvedCaptcha(arrived.browser);
      },
    );
    assert.ok(rankDifference(known, unknown) < 4, `known ${known}, unknown ${unknown}`);
  });

  it('ACC-6 the password is chosen by who owns the mailbox; of a link that is used twice at once, one makes the account', async () => {
    const arrived = await arrive();
    await ask(arrived, 'rosa@outside.example');
    const token = signUpToken(await world.waitForMail('rosa@outside.example', /Harbour Supplies/));
    const weak = { fullName: 'Rosa', password: 'password1', termsVersion: terms };
    expectProblem(await world.browser().call('POST', `/sign-ups/${token}`, { body: weak }), 'weak_password', 400);
    const body = { fullName: 'Rosa Outside', password: PASSWORD, termsVersion: terms };
    const owners = Array.from({ length: 4 }, () => world.browser());
    const answers = await Promise.all(owners.map((owner) => owner.call('POST', `/sign-ups/${token}`, { body })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectProblem(answer, 'sign_up_used', 410);
    // Whoever asked for it from elsewhere has nothing of it: neither a session nor a request that somebody else answers.
    expectProblem(await arrived.browser.call('GET', '/session'), 'session_required');
    const owner = owners[answers.findIndex(({ status }) => status === 200)];
    assert.ok(owner);
    expectProblem(await owner.call('POST', `/site-requests/${arrived.uid}/allow`), 'site_request_expired', 410);
  });

  it('ACC-6 a site for members alone lets nobody make an account, and nobody in who is no member', async () => {
    const closed = await openSite('Intranet', 'members');
    const arrived = await arrive(closed);
    assert.equal((await arrived.browser.get<SiteRequest>(`/site-requests/${arrived.uid}`)).wantsAccount, false);
    expectProblem(await ask(arrived, 'sven@outside.example'), 'site_members_only', 403);
    const { browser } = await signUp('tove@outside.example');
    const { address } = await follow(browser, `${closed.origin}/sign-in`);
    expectProblem(await browser.call('POST', `/site-requests/${uidOf(address)}/allow`), 'site_members_only', 403);
    await closed.close();
  });

  it('ACC-6 somebody who was deactivated, or belongs to another organization, does not come in as a visitor', async () => {
    const member = external('ulla');
    const browser = await addExternal(world, administrator, member);
    const { address } = await follow(browser, `${site.origin}/sign-in`);
    const { items } = await administrator.get<{ items: { id: string; loginId: string }[] }>('/members?limit=200');
    await administrator.post('/members/deactivate', {
      ids: [items.find(({ loginId }) => loginId === member.loginId)?.id],
    });
    await browser.post('/session/password', { loginId: member.loginId, password: member.password });
    expectProblem(await browser.call('GET', `/site-requests/${uidOf(address)}`), 'member_inactive', 403);
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'North Quay' });
    const { address: hers } = await follow(vera, `${site.origin}/sign-in`);
    expectProblem(await vera.call('GET', `/site-requests/${uidOf(hers)}`), 'site_other_organization', 403);
  });

  it('ACC-6 without a captcha, in another browser, or with something that is no address, nothing is sent', async () => {
    const arrived = await arrive();
    const path = `/site-requests/${arrived.uid}/sign-up`;
    const captcha = await solvedCaptcha(arrived.browser);
    const wrong = { ...captcha, solution: { ...captcha.solution, derivedKey: '00' } };
    const person = { loginId: 'xena@outside.example', fullName: 'Xena' };
    expectProblem(
      await arrived.browser.call('POST', path, { body: { ...person, captcha: wrong } }),
      'captcha_failed',
      400,
    );
    expectProblem(
      await world.browser().call('POST', path, { body: { ...person, captcha } }),
      'site_request_expired',
      410,
    );
    for (const loginId of ['xena', 'xena@', '@outside.example']) {
      expectProblem(await ask(arrived, loginId), 'validation_failed', 400);
    }
    expectProblem(await ask(arrived, person.loginId, '\u202Eanex'), 'validation_failed', 400);
    expectProblem(await arrived.browser.call('GET', `/sign-ups/${'x'.repeat(43)}`), 'not_found', 404);
    assert.deepEqual(await world.mailbox(person.loginId), []);
  });

  it('ACC-6 nobody can fill a mailbox, not at one moment either, and a link works for 30 minutes', async () => {
    const arrived = await arrive();
    const loginId = 'yara@outside.example';
    const answers = await Promise.all(Array.from({ length: 16 }, () => ask(arrived, loginId)));
    assert.ok(answers.every(({ status }) => status === 202));
    await eventually(async () => {
      assert.equal(await world.db.collection('jobs').countDocuments({ name: 'sign-up.send' }), 0);
    }, 30_000);
    assert.equal(await world.db.collection('sign-ups').countDocuments({ loginId }), 5);
    const token = await eventually(async () => {
      const mails = await world.mailbox(loginId);
      assert.equal(mails.length, 5);
      return signUpToken(at(mails, 0));
    });
    clock.advance(31 * MINUTE);
    expectProblem(await arrived.browser.call('GET', `/sign-ups/${token}`), 'sign_up_expired', 410);
    const body = { fullName: 'Yara', password: PASSWORD, termsVersion: terms };
    expectProblem(await arrived.browser.call('POST', `/sign-ups/${token}`, { body }), 'sign_up_expired', 410);
  });

  it('ACC-6 no secret of a link is stored or logged', async () => {
    const { token } = await signUp('wim@outside.example');
    for (const collection of (await world.db.db?.collections()) ?? []) {
      const text = JSON.stringify(await collection.find().toArray());
      assert.ok(!text.includes(token), collection.collectionName);
    }
    assert.ok(!world.logLines.some((line) => line.includes(token)));
  });

  it('ORG-3 an organization that is closed leaves its sites nothing of their visitors', async () => {
    const { browser } = await signUp('zita@outside.example');
    const { visitor } = await visitSite(site, browser);
    const artifacts = () => world.db.collection('oauth-artifacts').countDocuments({ grantId: { $ne: null } });
    assert.ok((await artifacts()) > 0);
    const closing = await world.signIn(world.person('administrator').userPrincipalName);
    await closing.post('/organization/close', { name: 'Alder & Vale' });
    assert.equal(await artifacts(), 0);
    assert.equal((await browser.get<Page<Grant>>('/account/authorized-sites')).total, 0);
    await assert.rejects(site.refresh(visitor?.refreshToken ?? ''));
  }).timeout(60_000);
});
