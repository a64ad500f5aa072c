import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { readOAuthKeys } from '../../../src/server/features/authorized-sites/keys.ts';
import { oauthKeyModel } from '../../../src/server/features/authorized-sites/model.ts';
import type { RegisteredSite, SiteRequest } from '../../../src/server/features/authorized-sites/schemas.ts';
import { DAY } from '../../../src/server/platform/clock.ts';
import type { Client } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { follow, uidOf } from '../../support/site-visit.ts';
import { startWorld, type World } from '../../support/world.ts';

const REDIRECT = 'http://localhost:9/back';
const VERIFIER = 'v'.repeat(43);

describe('the OAuth server and its specifications', () => {
  let world: World;
  let member: Client;
  let site: RegisteredSite;
  let administrator: Client;
  before(async () => {
    world = await startWorld({ env: { TRUST_PROXY: '1' } });
    administrator = await foundOrganization(world);
    member = await makeMember(world, at(world.people('employee'), 0));
    site = await register('Usual');
  });
  after(() => world.close());

  const register = (name: string, more: object = {}) =>
    administrator.post<RegisteredSite>('/sites', { name, redirectUris: [REDIRECT], scopes: ['profile'], ...more });
  const discovery = async (headers: Record<string, string> = {}) => {
    const answer = await member.call('GET', '/oauth/.well-known/openid-configuration', { headers });
    return JSON.parse(answer.text) as Record<string, string & string[]>;
  };
  const asking = ({ clientId, issuer }: RegisteredSite, more: Record<string, string> = {}) => {
    const given = {
      client_id: clientId,
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: REDIRECT,
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    };
    return `${issuer}/auth?${new URLSearchParams(given)}`;
  };
  /** Follows a request until the browser would leave Foyer for the site, and gives that address. */
  const answered = async (browser: Client, address: string): Promise<URL> => {
    let next = new URL(address);
    for (let hops = 0; hops < 5; hops++) {
      const { headers } = await browser.open(next.pathname + next.search);
      const location = headers.get('location');
      if (!location) break;
      next = new URL(location, next);
      if (next.origin !== browser.origin) return next;
    }
    return next;
  };
  const allow = async (browser: Client, registered: RegisteredSite, more: Record<string, string> = {}) => {
    const { address } = await follow(browser, asking(registered, more));
    const { redirectTo } = await browser.post<{ redirectTo: string }>(`/site-requests/${uidOf(address)}/allow`);
    return await answered(browser, redirectTo);
  };
  const redeem = async ({ clientId, clientSecret, issuer }: RegisteredSite, code: string) => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT,
        code_verifier: VERIFIER,
      }),
    });
    return (await response.json()) as { id_token: string; access_token: string };
  };
  const codeOf = ({ searchParams }: URL) => searchParams.get('code') ?? '';

  it('ACC-6 ID tokens are signed with RS256 by default and with ES256 by choice', async () => {
    const curve = await register('Curve', { idTokenAlgorithm: 'ES256' });
    const keys = (await (await fetch(`${site.issuer}/jwks`)).json()) as JSONWebKeySet;
    for (const [registered, alg] of [
      [site, 'RS256'],
      [curve, 'ES256'],
    ] as const) {
      const { id_token: token } = await redeem(registered, codeOf(await allow(member, registered)));
      assert.equal(decodeProtectedHeader(token).alg, alg);
      await jwtVerify(token, createLocalJWKSet(keys), { issuer: registered.issuer, audience: registered.clientId });
    }
  });

  it('ACC-6 prompt=none brings whoever is signed in and has let the site in, and asks for nothing more', async () => {
    const browser = await makeMember(world, at(world.people('employee'), 1));
    const silent = { prompt: 'none' };
    const errorOf = async (who: Client, more: Record<string, string> = {}) =>
      (await answered(who, asking(site, { ...silent, ...more }))).searchParams.get('error');
    assert.equal(await errorOf(browser), 'login_required', 'nobody has let it in');
    await allow(browser, site);
    const back = await answered(browser, asking(site, silent));
    const { access_token: token } = await redeem(site, codeOf(back));
    const me = await fetch(`${site.issuer}/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(me.status, 200);
    assert.equal(await errorOf(world.browser()), 'login_required', 'who is not signed in');
    assert.equal(await errorOf(browser, { max_age: '0' }), 'login_required', 'who would have to sign in anew');
    await browser.delete('/session');
    assert.equal(await errorOf(browser), 'login_required', 'who has signed out');
  });

  it('ACC-6 prompt=consent and prompt=select_account ask whoever has let the site in', async () => {
    await allow(member, site);
    const isAllowed = async (more: Record<string, string>) => {
      const { address } = await follow(member, asking(site, more));
      return (await member.get<SiteRequest>(`/site-requests/${uidOf(address)}`)).consent?.isAllowed;
    };
    assert.equal(await isAllowed({}), true);
    assert.equal(await isAllowed({ prompt: 'consent' }), false);
    assert.equal(await isAllowed({ prompt: 'select_account' }), false);
    assert.ok(codeOf(await allow(member, site, { prompt: 'select_account' })));
  });

  it('ACC-6 response_mode=form_post posts to the site, which the page may', async () => {
    const { address } = await follow(member, asking(site, { response_mode: 'form_post' }));
    const { redirectTo } = await member.post<{ redirectTo: string }>(`/site-requests/${uidOf(address)}/allow`);
    const { pathname, search } = new URL(redirectTo);
    const answer = await member.open(pathname + search);
    assert.match(answer.text, new RegExp(`<form method="post" action="${REDIRECT}">`));
    assert.match(answer.text, /name="code" value="[\w-]+"/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self' http:\/\/localhost:9(;|$)/);
    assert.match(policy, /script-src [^;]*'sha256-/);
    const other = await member.call('GET', '/session');
    assert.match(other.headers.get('content-security-policy') ?? '', /form-action 'self'(;|$)/);
  });

  it('ACC-6 discovery is found by either specification and offers what works alone', async () => {
    const found = await discovery();
    const other = await fetch(`${world.url}/.well-known/oauth-authorization-server/oauth`);
    assert.deepEqual(await other.json(), found);
    assert.deepEqual(found.token_endpoint_auth_methods_supported, ['client_secret_basic']);
    assert.deepEqual([...(found.id_token_signing_alg_values_supported ?? [])].sort(), ['ES256', 'RS256']);
    for (const prompt of found.prompt_values_supported ?? []) {
      const back = await follow(member, asking(site, { prompt })).catch(() => null);
      assert.doesNotMatch(back?.address.href ?? '', /reason=|invalid_request/, prompt);
    }
    for (const mode of found.response_modes_supported ?? []) {
      const { address } = await follow(member, asking(site, { response_mode: mode }));
      assert.match(address.pathname, /^\/authorize\/[\w-]{20,}$/, mode);
    }
  });

  it('ACC-6 every address is that of PUBLIC_URL, whatever the call says of its host', async () => {
    const found = await discovery({ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    for (const [name, value] of Object.entries(found)) {
      if (/_endpoint$|_uri$|^issuer$/.test(name)) assert.ok(String(value).startsWith(`${world.url}/oauth`), name);
    }
  });

  it('ACC-6 the keys change every 90 days: the next are known before they sign, the last after', async () => {
    const { services } = world.server;
    const before = await readOAuthKeys(services);
    const kids = before.jwks.map(({ kid }) => kid);
    assert.equal(kids.length, 4);
    await oauthKeyModel(services.db).updateOne({}, { createdAt: new Date(Date.now() - 91 * DAY) });
    const [one, other] = await Promise.all([readOAuthKeys(services), readOAuthKeys(services)]);
    assert.deepEqual(
      one.jwks.map(({ kid }) => kid),
      other.jwks.map(({ kid }) => kid),
      'two processes that rotate at once agree',
    );
    const after = one.jwks.map(({ kid }) => kid);
    assert.deepEqual(after.slice(0, 2), kids.slice(2), 'what was next signs');
    assert.deepEqual(after.slice(4), kids.slice(0, 2), 'what signed is still published');
    assert.equal(one.pairwiseSalt, before.pairwiseSalt);
  });

  it('ACC-6 the key of an earlier version goes on signing for its sites', async () => {
    const { services } = world.server;
    const { jwks } = await readOAuthKeys(services);
    const old = jwks.find(({ alg }) => alg === 'ES256');
    const jwk = services.secrets.seal(JSON.stringify(old), 'current');
    await oauthKeyModel(services.db).updateOne({}, { jwk, createdAt: new Date() });
    const read = await readOAuthKeys(services);
    assert.equal(read.jwks.find(({ alg }) => alg === 'ES256')?.kid, old?.kid);
    assert.equal(read.jwks[0]?.alg, 'RS256');
  });
});
