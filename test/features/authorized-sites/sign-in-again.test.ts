import assert from 'node:assert/strict';
import type { RegisteredSite, SiteRequest } from '../../../src/server/features/authorized-sites/schemas.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { beginSignIn, comeBack, pickPerson } from '../../support/microsoft-sign-in.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type PartnerSite, startPartnerSite, type Visitor } from '../../support/partner-site.ts';
import { addExternal, external, movableClock, signInWithPassword } from '../../support/passwords.ts';
import { follow, uidOf } from '../../support/site-visit.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('a site that wants a sign-in of its own', () => {
  const clock = movableClock();
  const person = external('lena');
  let world: World;
  let administrator: Client;
  let site: PartnerSite;
  before(async () => {
    world = await startWorld({ clock });
    administrator = await foundOrganization(world);
    await addExternal(world, administrator, person);
    site = await startPartnerSite();
    const registered = await administrator.post<RegisteredSite>('/sites', {
      name: 'Bank',
      redirectUris: [site.redirectUri],
      scopes: ['profile'],
    });
    await site.configure(registered, 'openid profile');
  });
  after(async () => {
    await site?.close();
    await world.close();
  });

  /** Presses the site's button: `prompt=login`, `max_age=600`. */
  async function arrive(browser: Client, wish: string): Promise<string> {
    const { address } = await follow(browser, `${site.origin}/sign-in?${wish}`);
    return `/site-requests/${uidOf(address)}`;
  }

  /** Lets the site in, and comes back to it. */
  async function allow(browser: Client, request: string): Promise<Visitor> {
    const { redirectTo } = await browser.post<{ redirectTo: string }>(`${request}/allow`);
    const { text } = await follow(browser, redirectTo);
    const visitor = site.visitors.at(-1);
    assert.ok(visitor && /Hello, /.test(text), text);
    return visitor;
  }

  async function expectSignIn(browser: Client, request: string): Promise<void> {
    assert.equal((await browser.get<SiteRequest>(request)).mustSignInAgain, true);
    const visitors = site.visitors.length;
    expectProblem(await browser.call('POST', `${request}/allow`), 'site_sign_in_required', 403);
    assert.equal(site.visitors.length, visitors);
  }

  /** The time goes on for what is done meanwhile. */
  async function later(milliseconds: number, work: () => Promise<void>): Promise<void> {
    clock.advance(milliseconds);
    await work();
    clock.advance(-milliseconds);
  }

  for (const wish of ['prompt=login', 'prompt=login+consent', 'max_age=0']) {
    it(`ACC-6 ${wish}: whoever is signed in signs in again, and the site learns when`, async () => {
      const browser = await signInWithPassword(world, person);
      const request = await arrive(browser, wish);
      await expectSignIn(browser, request);
      await later(2 * SECOND, async () => {
        const { loginId, password } = person;
        const wrong = await browser.call('POST', '/session/password', { body: { loginId, password: 'a wrong one' } });
        expectProblem(wrong, 'wrong_credentials', 401);
        await expectSignIn(browser, request);
        const signedInAt = Math.floor(clock.now().getTime() / SECOND);
        await browser.post('/session/password', { loginId, password });
        assert.equal((await browser.get<SiteRequest>(request)).mustSignInAgain, false);
        const { authTime } = await allow(browser, request);
        assert.ok(authTime && authTime >= signedInAt, `${authTime} is before ${signedInAt}`);
      });
    });
  }

  it('ACC-6 prompt=login: a sign-in with Microsoft is made again too; who is not signed in signs in once', async () => {
    const employee = at(world.people('employee'), 0);
    const browser = await makeMember(world, employee);
    const request = await arrive(browser, 'prompt=login');
    await expectSignIn(browser, request);
    const nobody = world.browser();
    const theirs = await arrive(nobody, 'prompt=login');
    const { consent, mustSignInAgain } = await nobody.get<SiteRequest>(theirs);
    assert.deepEqual({ consent, mustSignInAgain }, { consent: null, mustSignInAgain: false });
    await later(2 * SECOND, async () => {
      for (const [client, path] of [
        [browser, request],
        [nobody, theirs],
      ] as const) {
        // Teams asks nobody for anything, and who was asked before has not been asked for this site.
        for (const claims of [{}, { auth_time: Math.floor(clock.now().getTime() / SECOND) - 60 }]) {
          await client.post('/session', { token: await world.hostToken(employee.userPrincipalName, { claims }) });
          await expectSignIn(client, path);
        }
        // The moment is one of this clock's then, which a test can move.
        await world.fault({ kind: 'no-auth-time' });
        const signedInAt = Math.floor(clock.now().getTime() / SECOND);
        await comeBack(client, await pickPerson(await beginSignIn(client, '?prompt=login'), employee));
        const { authTime } = await allow(client, path);
        assert.ok(authTime && authTime >= signedInAt, `${authTime} is before ${signedInAt}`);
        await world.clearFaults();
      }
    });
  });

  it('ACC-6 max_age: what nobody knows the age of is too old; without max_age it will do', async () => {
    const employee = at(world.people('employee'), 1);
    const browser = await makeMember(world, employee);
    await browser.post('/session', { token: await world.hostToken(employee.userPrincipalName) });
    await expectSignIn(browser, await arrive(browser, `max_age=${(24 * HOUR) / SECOND}`));
    assert.equal((await allow(browser, await arrive(browser, ''))).authTime, undefined);
  });

  it('ACC-6 max_age: a sign-in that is older is made again, also one that gets too old on the page', async () => {
    const browser = await signInWithPassword(world, person);
    const request = await arrive(browser, `max_age=${(10 * MINUTE) / SECOND}`);
    await later(9 * MINUTE, async () => {
      assert.equal((await browser.get<SiteRequest>(request)).mustSignInAgain, false);
    });
    await later(11 * MINUTE, async () => {
      await expectSignIn(browser, request);
      await browser.post('/session/password', { loginId: person.loginId, password: person.password });
      await allow(browser, request);
    });
  });

  it('ACC-6 max_age: a sign-in that is young enough will do, and one of any age where nothing is asked', async () => {
    const browser = await signInWithPassword(world, person);
    for (const [wish, isTold] of [
      [`max_age=${(12 * MINUTE) / SECOND}`, true],
      ['', false],
    ] as const) {
      const request = await arrive(browser, wish);
      await later(11 * MINUTE, async () => {
        assert.equal((await allow(browser, request)).authTime !== undefined, isTold);
      });
    }
  });

  describe('that means somebody', () => {
    let wish: string;
    before(async () => {
      const browser = await signInWithPassword(world, person);
      wish = `id_token_hint=${(await allow(browser, await arrive(browser, ''))).idToken}`;
    });

    it('ACC-6 id_token_hint: another account is asked nothing and gets nowhere; the one that is meant goes on', async () => {
      const browser = await makeMember(world, at(world.people('employee'), 2));
      const request = await arrive(browser, wish);
      const { meansAnother, consent } = await browser.get<SiteRequest>(request);
      assert.deepEqual({ meansAnother, consent }, { meansAnother: true, consent: null });
      const visitors = site.visitors.length;
      expectProblem(await browser.call('POST', `${request}/allow`), 'site_means_another', 409);
      assert.equal(site.visitors.length, visitors);
      await browser.post('/session/password', { loginId: person.loginId, password: person.password });
      assert.equal((await browser.get<SiteRequest>(request)).meansAnother, false);
      await allow(browser, request);
    });

    it('ACC-6 id_token_hint: who gives up is login_required for the site, as is whoever is not asked', async () => {
      const browser = await world.signIn(world.person('administrator').userPrincipalName);
      for (const client of [browser, world.browser()]) {
        const request = await arrive(client, wish);
        const { redirectTo } = await client.post<{ redirectTo: string }>(`${request}/cancel`);
        assert.match((await follow(client, redirectTo)).text, /login_required/);
      }
      const silent = await follow(browser, `${site.origin}/sign-in?prompt=none&${wish}`);
      assert.match(silent.text, /login_required/);
      const forged = await follow(browser, `${site.origin}/sign-in?id_token_hint=${wish.slice(14, -5)}`);
      assert.match(forged.text, /invalid_request/);
    });
  });

  it('ACC-6 prompt=login: a no needs no sign-in', async () => {
    const browser = await signInWithPassword(world, person);
    const request = await arrive(browser, 'prompt=login');
    const { redirectTo } = await browser.post<{ redirectTo: string }>(`${request}/cancel`);
    assert.match((await follow(browser, redirectTo)).text, /access_denied/);
  });
});
