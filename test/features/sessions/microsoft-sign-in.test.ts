import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { Client } from '../../support/client.ts';
import { expectProblem } from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { beginSignIn, comeBack, locationOf, pickPerson } from '../../support/microsoft-sign-in.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe("sign-in at Microsoft's page", () => {
  let world: World;
  let employee: SandboxPerson;
  let browser: Client;
  before(async () => {
    world = await startWorld();
    employee = world.person('employee');
  });
  after(() => world.close());
  beforeEach(() => {
    browser = world.browser();
  });

  /** The code that a browser fails with: `/?signInError=…`; it must have no session then. */
  async function expectFailure(answer: Promise<Awaited<ReturnType<typeof comeBack>>>, code: string): Promise<void> {
    const location = locationOf(await answer);
    assert.equal(location.pathname, '/');
    assert.equal(location.searchParams.get('signInError'), code);
    expectProblem(await browser.call('GET', '/session'), 'session_required', 401);
  }

  it('asks with state, nonce and PKCE, and comes back to where the person wanted to go', async () => {
    const page = await beginSignIn(browser, '?returnTo=%2Fusers%3Fview%3Dactive');
    assert.equal(page.searchParams.get('response_type'), 'code');
    assert.equal(page.searchParams.get('code_challenge_method'), 'S256');
    for (const name of ['state', 'nonce', 'code_challenge'])
      assert.ok((page.searchParams.get(name) ?? '').length >= 43);
    const back = await comeBack(browser, await pickPerson(page, employee));
    assert.equal(back.headers.get('location'), '/users?view=active');
    const { account } = await browser.get<Session>('/session');
    assert.equal(account.loginId, employee.userPrincipalName.toLowerCase());
  });

  it('leads home instead of to another site', async () => {
    for (const returnTo of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/auth/sign-in',
      '/api/v1/session',
      'javascript:alert(1)',
    ]) {
      const page = await beginSignIn(browser, `?returnTo=${encodeURIComponent(returnTo)}`);
      const back = await comeBack(browser, await pickPerson(page, employee));
      assert.equal(back.headers.get('location'), '/', returnTo);
    }
  });

  it('can ask for another account', async () => {
    const page = await beginSignIn(browser, '?prompt=select_account&loginHint=nobody');
    assert.equal(page.searchParams.get('prompt'), 'select_account');
    assert.equal(page.searchParams.get('login_hint'), null);
  });

  it('passes a claims challenge on, and leaves out what is none', async () => {
    const asked = async (claims: string) =>
      (await beginSignIn(world.browser(), `?${new URLSearchParams({ claims })}`)).searchParams.get('claims');
    const challenge = { access_token: { acrs: { essential: true, value: 'c1' } } };
    assert.deepEqual(
      JSON.parse((await asked(JSON.stringify(challenge))) ?? '').access_token.acrs,
      challenge.access_token.acrs,
    );
    for (const claims of ['', '{', 'x', '1', '[]', 'null', '{"access_token":1}', '{"access_token":null}', '\ud800']) {
      assert.doesNotMatch((await asked(claims)) ?? '', /access_token/, claims);
    }
  });

  describe('without asking', () => {
    /** Where Microsoft sends a browser that it does, or doesn't, remember. */
    const unasked = async (page: URL, cookie = '') => {
      const response = await fetch(page, { redirect: 'manual', headers: { cookie } });
      return new URL(response.headers.get('location') ?? '');
    };

    it('lets whoever is signed in at Microsoft in', async () => {
      const first = await beginSignIn(world.browser());
      const fields = new URLSearchParams([...first.searchParams, ['person', employee.id], ['consent', 'yes']]);
      const picked = await fetch(first.origin + first.pathname, { method: 'POST', body: fields, redirect: 'manual' });
      const cookie = picked.headers.getSetCookie().map((each) => each.split(';')[0]);
      const page = await beginSignIn(browser, '?prompt=none&returnTo=%2Fusers');
      const back = await comeBack(browser, await unasked(page, cookie.join('; ')));
      assert.equal(back.headers.get('location'), '/users');
      const { account } = await browser.get<Session>('/session');
      assert.equal(account.loginId, employee.userPrincipalName.toLowerCase());
    });

    it('brings everybody else back as they were, with nothing to read', async () => {
      const page = await beginSignIn(browser, '?prompt=none&returnTo=%2Fusers');
      const answer = await unasked(page);
      assert.equal(answer.searchParams.get('error'), 'login_required');
      assert.equal((await comeBack(browser, answer)).headers.get('location'), '/users');
      expectProblem(await browser.call('GET', '/session'), 'session_required', 401);
      // Once: the state was for one answer.
      await expectFailure(comeBack(browser, answer), 'invalid_state');
    });

    it('tells a window and whoever was asked, as before', async () => {
      const asked = await unasked(await beginSignIn(browser, '?prompt=none'));
      asked.searchParams.set('error', 'server_error');
      await expectFailure(comeBack(browser, asked), 'directory_unavailable');
      const popup = await comeBack(browser, await unasked(await beginSignIn(browser, '?prompt=none&popup=1')));
      assert.equal(locationOf(popup).hash, '#error=interaction_required');
    });
  });

  it('is refused with another state', async () => {
    const back = await pickPerson(await beginSignIn(browser), employee);
    back.searchParams.set('state', 'A'.repeat(43));
    await expectFailure(comeBack(browser, back), 'invalid_state');
    back.searchParams.delete('state');
    await expectFailure(comeBack(browser, back), 'invalid_state');
  });

  it('is refused in another browser than the one that began it', async () => {
    const back = await pickPerson(await beginSignIn(world.browser()), employee);
    await expectFailure(comeBack(browser, back), 'invalid_state');
    await beginSignIn(browser);
    await expectFailure(comeBack(browser, back), 'invalid_state');
  });

  it('is refused when its code or its state comes a second time', async () => {
    const back = await pickPerson(await beginSignIn(browser), employee);
    assert.equal((await comeBack(browser, back)).headers.get('location'), '/');
    await browser.delete('/session');
    await expectFailure(comeBack(browser, back), 'invalid_state');
    const again = await pickPerson(await beginSignIn(browser), employee);
    again.searchParams.set('code', back.searchParams.get('code') ?? '');
    await expectFailure(comeBack(browser, again), 'invalid_code');
  });

  it('is refused with a code of another sign-in: its nonce and verifier differ', async () => {
    const other = await pickPerson(await beginSignIn(world.browser()), world.person('administrator'));
    const own = await pickPerson(await beginSignIn(browser), employee);
    own.searchParams.set('code', other.searchParams.get('code') ?? '');
    await expectFailure(comeBack(browser, own), 'invalid_code');
  });

  it('is refused when the answer carries the nonce of another sign-in', async () => {
    const page = await beginSignIn(browser);
    page.searchParams.set('nonce', 'A'.repeat(43));
    await expectFailure(comeBack(browser, await pickPerson(page, employee)), 'invalid_token');
  });

  it('that the person breaks off says so', async () => {
    const back = await pickPerson(await beginSignIn(browser), employee);
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    await expectFailure(comeBack(browser, back), 'consent_required');
  });

  describe('in a popup', () => {
    async function popupCode(): Promise<string> {
      const page = await beginSignIn(world.browser(), '?popup=1');
      assert.equal(page.searchParams.get('response_type'), 'code');
      const popup = world.browser();
      const answer = await comeBack(popup, await pickPerson(await beginSignIn(popup, '?popup=1'), employee));
      const location = locationOf(answer);
      assert.equal(location.pathname, '/sign-in-dialog.html');
      assert.equal(popup.cookies.get('foyer'), undefined);
      return new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
    }

    it('hands a code to the frame, which opens the session with it, once', async () => {
      const code = await popupCode();
      const { account } = await browser.post<Session>('/session/redeem', { code });
      assert.equal(account.loginId, employee.userPrincipalName.toLowerCase());
      assert.equal((await browser.call('GET', '/session')).status, 200);
      const replay = await world.browser().call('POST', '/session/redeem', { body: { code } });
      expectProblem(replay, 'invalid_code', 400);
    });

    it('has a code that nobody can guess', async () => {
      const answer = await browser.call('POST', '/session/redeem', { body: { code: 'A'.repeat(43) } });
      expectProblem(answer, 'invalid_code', 400);
    });

    it('tells the frame what went wrong', async () => {
      const page = await beginSignIn(browser, '?popup=1');
      page.searchParams.set('nonce', 'A'.repeat(43));
      const location = locationOf(await comeBack(browser, await pickPerson(page, employee)));
      assert.equal(location.pathname + location.hash, '/sign-in-dialog.html#error=invalid_token');
    });
  });
});

describe('a session and the time', () => {
  let now = new Date('2026-03-01T08:00:00Z');
  let world: World;
  before(async () => {
    world = await startWorld({ clock: { now: () => now }, env: { SESSION_HOURS: '8' } });
  });
  after(() => world.close());

  const later = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };

  it('ACC-7 notes its last activity, at most once a minute, and ends after SESSION_HOURS', async () => {
    const browser = await world.signIn(world.person('employee').userPrincipalName);
    const lastSeen = async () => (await world.db.collection('sessions').findOne())?.lastSeenAt as Date;
    const opened = await lastSeen();
    later(0.5);
    await browser.get('/session');
    assert.deepEqual(await lastSeen(), opened);
    later(10);
    await browser.get('/session');
    await browser.get('/session');
    await eventually(async () => assert.deepEqual(await lastSeen(), now));
    later(8 * 60);
    expectProblem(await browser.call('GET', '/session'), 'session_required', 401);
  });

  it('a sign-in that took too long begins anew', async () => {
    const browser = world.browser();
    const page = await beginSignIn(browser);
    later(16);
    const answer = await comeBack(browser, await pickPerson(page, world.person('employee')));
    assert.equal(locationOf(answer).searchParams.get('signInError'), 'invalid_state');
  });

  it('a popup has a minute to hand its code over', async () => {
    const browser = world.browser();
    const page = await beginSignIn(browser, '?popup=1');
    const location = locationOf(await comeBack(browser, await pickPerson(page, world.person('employee'))));
    const code = new URLSearchParams(location.hash.slice(1)).get('code');
    later(2);
    expectProblem(await browser.call('POST', '/session/redeem', { body: { code } }), 'invalid_code', 400);
  });
});
