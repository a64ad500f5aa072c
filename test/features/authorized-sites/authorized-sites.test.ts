import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type {
  Grant,
  RegisteredSite,
  RotatedSecret,
  Site,
  SiteRequest,
} from '../../../src/server/features/authorized-sites/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type PartnerSite, startPartnerSite, type Visitor } from '../../support/partner-site.ts';
import { follow, uidOf, visitSite } from '../../support/site-visit.ts';
import { startWorld, type World } from '../../support/world.ts';

const SCOPE = 'openid profile email organization members.read';

describe('authorized sites', () => {
  let world: World;
  let administrator: Client;
  let member: Client;
  let site: PartnerSite;
  let registered: RegisteredSite;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
    member = await makeMember(world, at(world.people('employee'), 0));
    site = await startPartnerSite();
    registered = await administrator.post<RegisteredSite>('/sites', {
      name: 'Partner',
      redirectUris: [site.redirectUri],
      scopes: ['profile', 'email', 'organization', 'members.read'],
    });
    await site.configure(registered, SCOPE);
  });
  after(async () => {
    await site.close();
    await world.close();
  });

  const visit = (browser: Client, allow = true) => visitSite(site, browser, allow);

  it('ACC-6 a person lets a site in, which learns what they allowed and nothing else', async () => {
    const { address } = await follow(member, `${site.origin}/sign-in`);
    const request = await member.get<SiteRequest>(`/site-requests/${uidOf(address)}`);
    assert.deepEqual(request.site, { name: 'Partner', host: new URL(site.origin).host });
    assert.equal(request.organizationName, 'Alder & Vale');
    const scopes = ['profile', 'email', 'organization', 'members.read'];
    assert.deepEqual(request.consent, { standing: 'member', scopes, isAllowed: false });
    const { text, visitor } = await visit(member);
    const { account } = await member.get<{ account: { id: string; fullName: string; loginId: string } }>('/session');
    assert.match(text, new RegExp(`Hello, ${account.fullName}`));
    assert.equal(visitor?.claims.email, account.loginId);
    assert.notEqual(visitor?.subject, account.id);
    assert.ok(!JSON.stringify(visitor?.claims).includes(account.id));
    const { items } = await member.get<Page<Grant>>('/account/authorized-sites');
    assert.deepEqual(
      items.map(({ site: { name }, scopes: given }) => [name, given]),
      [['Partner', scopes]],
    );
    assert.ok(items[0]?.lastUsedAt);
  });

  it('ACC-6 who has allowed it before is not asked for it anew', async () => {
    await visit(member);
    const { address } = await follow(member, `${site.origin}/sign-in`);
    assert.equal((await member.get<SiteRequest>(`/site-requests/${uidOf(address)}`)).consent?.isAllowed, true);
  });

  it('ACC-6 a no is a no: the site is told so and gets nothing', async () => {
    const other = await makeMember(world, at(world.people('employee'), 1));
    const before = site.visitors.length;
    assert.match((await visit(other, false)).text, /access_denied/);
    assert.equal(site.visitors.length, before);
    assert.equal((await other.get<Page<Grant>>('/account/authorized-sites')).total, 0);
  });

  it('ACC-6 a site gets nobody without a question, however it spells the address, nor whoever has signed out', async () => {
    const browser = await world.signIn(world.person('administrator').userPrincipalName);
    const expectQuestion = async (isSignedIn: boolean) => {
      const { search } = new URL(
        (await fetch(`${site.origin}/sign-in`, { redirect: 'manual' })).headers.get('location') ?? '',
      );
      for (const path of ['auth', 'auth/', 'AUTH', 'Auth/']) {
        const { address } = await follow(browser, `${registered.issuer}/${path}${search}`);
        assert.match(address.pathname, /^\/authorize\/[\w-]{20,}$/, path);
        if (!isSignedIn) {
          const silent = await follow(browser, `${registered.issuer}/${path}${search}&prompt=none`);
          assert.match(silent.address.search, /login_required/, path);
        }
      }
    };
    await visit(browser);
    await expectQuestion(true);
    await browser.delete('/session');
    await expectQuestion(false);
  });

  it('ACC-6 two people in one browser, one after the other, are two people at the site', async () => {
    const first = (await visit(member)).visitor;
    const second = (await visit(administrator)).visitor;
    assert.notEqual(first?.subject, second?.subject);
    assert.equal((await visit(member)).visitor?.subject, first?.subject);
  });

  it('ACC-6 tokens are renewed, each refresh token once', async () => {
    const { visitor } = await visit(member);
    const renewed = await site.refresh(visitor?.refreshToken ?? '');
    assert.notEqual(renewed.refreshToken, visitor?.refreshToken);
    await assert.rejects(site.refresh(visitor?.refreshToken ?? ''), { error: 'invalid_grant' });
  });

  it('ACC-6 what is taken back is dead at once: access token, refresh token, entry in the list', async () => {
    const { visitor } = await visit(member);
    const { items } = await member.get<Page<Grant>>('/account/authorized-sites');
    assert.equal(await userInfo(visitor), 200);
    await member.delete(`/account/authorized-sites/${at(items, 0).id}`);
    assert.equal(await userInfo(visitor), 401);
    await assert.rejects(site.refresh(visitor?.refreshToken ?? ''));
    assert.equal((await member.get<Page<Grant>>('/account/authorized-sites')).total, 0);
    expectProblem(await member.call('DELETE', `/account/authorized-sites/${at(items, 0).id}`), 'not_found', 404);
  });

  it('ACC-6 nobody takes back what another person has allowed', async () => {
    await visit(member);
    const { items } = await member.get<Page<Grant>>('/account/authorized-sites');
    expectProblem(await administrator.call('DELETE', `/account/authorized-sites/${at(items, 0).id}`), 'not_found', 404);
  });

  it('ACC-6 a code is redeemed once, also when it is tried twice at the same moment, and not without its verifier', async () => {
    const verifier = 'a-verifier-that-is-long-enough-for-the-standard';
    const query = new URLSearchParams({
      client_id: registered.clientId,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: site.redirectUri,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const { address } = await follow(member, `${registered.issuer}/auth?${query}`);
    const { redirectTo } = await member.post<{ redirectTo: string }>(`/site-requests/${uidOf(address)}/allow`);
    const back = await member.open(new URL(redirectTo).pathname);
    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const redeem = (codeVerifier: string) =>
      tokens({ grant_type: 'authorization_code', code, redirect_uri: site.redirectUri, code_verifier: codeVerifier });
    assert.equal((await redeem('another-verifier-that-is-long-enough-for-it')).status, 400);
    const answers = await Promise.all(Array.from({ length: 5 }, () => redeem(verifier)));
    assert.equal(answers.filter(({ ok }) => ok).length, 1);
  });

  it('ACC-6 without PKCE, with another address, or with a wrong secret, a site gets nowhere', async () => {
    const ask = async (change: Record<string, string>) => {
      const query = new URLSearchParams({
        client_id: registered.clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: site.redirectUri,
        ...change,
      });
      return await follow(member, `${registered.issuer}/auth?${query}`);
    };
    assert.match((await ask({})).address.search, /invalid_request/);
    const elsewhere = await ask({ redirect_uri: 'https://evil.example/callback' });
    assert.equal(elsewhere.address.href, `${world.url}/authorize?reason=wrong_address`);
    const unknown = await ask({ client_id: 'nobody' });
    assert.equal(unknown.address.href, `${world.url}/authorize?reason=unknown_site`);
    const wrong = await tokens({ grant_type: 'refresh_token', refresh_token: 'x' }, 'wrong');
    assert.equal(wrong.status, 401);
  });

  it("ACC-6 a site of another organization has nothing to ask of one's people", async () => {
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'North Quay' });
    const { address } = await follow(vera, `${site.origin}/sign-in`);
    expectProblem(await vera.call('GET', `/site-requests/${uidOf(address)}`), 'site_members_only', 403);
    expectProblem(await vera.call('POST', `/site-requests/${uidOf(address)}/allow`), 'site_members_only', 403);
  });

  it('ACC-6 nobody can be made to answer for the browser of somebody else', async () => {
    const thief = world.browser();
    const { address } = await follow(thief, `${site.origin}/sign-in`);
    const victim = await makeMember(world, at(world.people('employee'), 2));
    const request = `/site-requests/${uidOf(address)}`;
    expectProblem(await victim.call('GET', request), 'site_request_expired', 410);
    expectProblem(await victim.call('POST', `${request}/allow`), 'site_request_expired', 410);
    expectProblem(await victim.call('POST', `${request}/cancel`), 'site_request_expired', 410);
    assert.equal((await thief.get<SiteRequest>(request)).consent, null);
    const { address: end } = await follow(thief, `${registered.issuer}/auth/${uidOf(address)}`);
    assert.match(end.pathname, /^\/authorize\//, 'it is asked again');
  });

  it('MEM-1 MEM-2 whoever is deactivated is gone from every site at once', async () => {
    const leaver = await makeMember(world, at(world.people('employee'), 3));
    const { visitor } = await visit(leaver);
    const { member: place } = await leaver.get<{ member: { id: string } }>('/session');
    assert.equal(await userInfo(visitor), 200);
    await administrator.post('/members/deactivate', { ids: [place.id] });
    assert.equal(await userInfo(visitor), 401);
    await assert.rejects(site.refresh(visitor?.refreshToken ?? ''));
  });

  it('ACC-6 the sites that somebody has let in are listed page by page, the latest first', async () => {
    const other = await startPartnerSite();
    const body = { name: 'Second', redirectUris: [other.redirectUri], scopes: ['profile'] };
    const second = await administrator.post<RegisteredSite>('/sites', body);
    await other.configure(second, 'openid profile');
    await visit(administrator);
    await visitSite(other, administrator);
    const list = '/account/authorized-sites?limit=1';
    const first = await administrator.get<Page<Grant>>(list);
    const last = await administrator.get<Page<Grant>>(`${list}&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [first, last].map(({ items, total }) => [items.map((grant) => grant.site.name), total]),
      [
        [['Second'], 2],
        [['Partner'], 2],
      ],
    );
    assert.equal(last.nextCursor, null);
    expectProblem(await administrator.call('GET', `${list}&cursor=nonsense`), 'invalid_cursor', 400);
    expectProblem(await administrator.call('GET', '/account/authorized-sites?limit=201'), 'validation_failed', 400);
    await administrator.delete(`/sites/${second.id}`);
    await other.close();
  });

  it('ACC-6 only who manages the organization registers and removes sites', async () => {
    const body = { name: 'Another', redirectUris: ['https://another.example/back'], scopes: ['profile'] };
    expectProblem(await member.call('POST', '/sites', { body }), 'permission_required', 403);
    expectProblem(await member.call('GET', '/sites'), 'permission_required', 403);
    expectProblem(await member.call('DELETE', `/sites/${registered.id}`), 'permission_required', 403);
    const { id } = await administrator.post<RegisteredSite>('/sites', body);
    expectProblem(await administrator.call('POST', '/sites', { body }), 'name_taken', 409);
    const first = await administrator.get<Page<Site>>('/sites?limit=1');
    const rest = await administrator.get<Page<Site>>(`/sites?limit=1&cursor=${first.nextCursor}`);
    assert.deepEqual(
      [first, rest].map(({ items, total, nextCursor }) => [items.map(({ name }) => name), total, nextCursor === null]),
      [
        [['Another'], 2, false],
        [['Partner'], 2, true],
      ],
    );
    expectProblem(await administrator.call('GET', '/sites?cursor=nonsense'), 'invalid_cursor', 400);
    expectProblem(await administrator.call('GET', '/sites?limit=201'), 'validation_failed', 400);
    await administrator.delete(`/sites/${id}`);
    expectProblem(await administrator.call('DELETE', `/sites/${id}`), 'not_found', 404);
  });

  it('ACC-6 a secret that is renewed leaves the one before worthless, and what people have let in as it is', async () => {
    const { visitor } = await visit(member);
    const grants = async () => {
      const { items } = await administrator.get<Page<Site>>('/sites');
      return items.find(({ id }) => id === registered.id)?.grants;
    };
    const grantsBefore = await grants();
    const path = `/sites/${registered.id}/secret`;
    expectProblem(await member.call('POST', path), 'permission_required', 403);
    const before = registered;
    const { clientSecret } = await administrator.post<RotatedSecret>(path);
    registered = { ...registered, clientSecret };
    assert.equal((await tokens({ grant_type: 'refresh_token', refresh_token: 'x' }, before.clientSecret)).status, 401);
    assert.equal(await userInfo(visitor), 200);
    await site.configure(registered, SCOPE);
    assert.ok((await site.refresh(visitor?.refreshToken ?? '')).accessToken);
    assert.equal(await grants(), grantsBefore);
  });

  for (const [what, redirectUris] of [
    ['plain http', ['http://partner.example/back']],
    ['a fragment', ['https://partner.example/back#here']],
    ['two hosts', ['https://partner.example/back', 'https://other.example/back']],
    ['none', []],
  ] as const) {
    it(`ACC-6 a site with ${what} for its addresses is refused, with the field's name`, async () => {
      const body = { name: 'Bad', redirectUris, scopes: [] };
      const { errors } = expectProblem(await administrator.call('POST', '/sites', { body }), 'validation_failed', 400);
      assert.match(errors?.[0]?.field ?? '', /^redirectUris/);
    });
  }

  it('ACC-6 a site has a name of one line, in which nothing turns the direction of the question', async () => {
    for (const name of ['Partner\nof yours', 'Partner \u202Eknab']) {
      const body = { name, redirectUris: ['https://partner.example/back'], scopes: [] };
      const { errors } = expectProblem(await administrator.call('POST', '/sites', { body }), 'validation_failed', 400);
      assert.deepEqual(
        errors?.map(({ field, code }) => [field, code]),
        [['name', 'control_characters']],
      );
    }
  });

  it('ACC-6 nothing that opens something is stored in the clear', async () => {
    const { visitor } = await visit(member);
    const secrets = [registered.clientSecret, visitor?.accessToken ?? '-', visitor?.refreshToken ?? '-'];
    for (const collection of (await world.db.db?.collections()) ?? []) {
      const text = JSON.stringify(await collection.find().toArray());
      for (const secret of secrets) assert.ok(!text.includes(secret), collection.collectionName);
    }
    for (const secret of secrets) assert.ok(!world.logLines.some((line) => line.includes(secret)));
  });

  it('ACC-6 a site that is removed takes its tokens with it', async () => {
    const { visitor } = await visit(member);
    await administrator.delete(`/sites/${registered.id}`);
    assert.equal(await userInfo(visitor), 401);
    assert.equal((await member.get<Page<Grant>>('/account/authorized-sites')).total, 0);
  });

  function tokens(body: Record<string, string>, secret = registered.clientSecret): Promise<Response> {
    const headers = { authorization: `Basic ${btoa(`${registered.clientId}:${secret}`)}` };
    return fetch(`${registered.issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(body) });
  }

  async function userInfo(visitor: Visitor | undefined): Promise<number> {
    const headers = { authorization: `Bearer ${visitor?.accessToken}` };
    return (await fetch(`${registered.issuer}/me`, { headers })).status;
  }
});
