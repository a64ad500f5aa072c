import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { RegisteredSite, SiteScope } from '../../../src/server/features/authorized-sites/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { Client, expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type PartnerSite, startPartnerSite, type Visitor } from '../../support/partner-site.ts';
import { follow, uidOf, visitSite } from '../../support/site-visit.ts';
import { startWorld, type World } from '../../support/world.ts';

const ALL: SiteScope[] = ['profile', 'email', 'organization', 'members.read', 'members.write'];

describe('what a site was let do', () => {
  let world: World;
  let administrator: Client;
  let member: Client;
  let memberId: string;
  let site: PartnerSite;
  let registered: RegisteredSite;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
    member = await makeMember(world, at(world.people('employee'), 0));
    memberId = (await member.get<Session>('/session')).member?.id ?? '';
    site = await startPartnerSite();
    registered = await register(site, 'Partner');
  });
  after(async () => {
    await site?.close();
    await world.close();
  });

  async function register({ redirectUri }: PartnerSite, name: string, scopes = ALL): Promise<RegisteredSite> {
    return await administrator.post<RegisteredSite>('/sites', { name, redirectUris: [redirectUri], scopes });
  }

  /** Lets the site in for these scopes and no others. */
  async function visitFor(browser: Client, ...scopes: SiteScope[]): Promise<Visitor> {
    for (const { id } of (await browser.get<Page<{ id: string }>>('/account/authorized-sites')).items) {
      await browser.delete(`/account/authorized-sites/${id}`);
    }
    await site.configure(registered, ['openid', ...scopes].join(' '));
    const { visitor, text } = await visitSite(site, browser);
    assert.ok(visitor, text);
    return visitor;
  }

  /** A call of the API with an access token: from a server, which has neither cookies nor an origin. */
  async function callWith({ accessToken }: Visitor, method: string, path: string, body?: object) {
    const headers = { authorization: `Bearer ${accessToken}`, origin: '' };
    return await new Client(world.url).call(method, path, { headers, ...(body && { body }) });
  }

  for (const [scope, claims] of [
    ['profile', ['name', 'given_name', 'family_name', 'preferred_username', 'locale']],
    ['email', ['email', 'email_verified']],
    ['organization', ['organization']],
  ] as const) {
    it(`ACC-6 ${scope} tells ${claims.join(', ')}, which nobody is told without it`, async () => {
      assert.deepEqual(Object.keys((await visitFor(member, scope)).claims).toSorted(), [...claims, 'sub'].toSorted());
      const others = ALL.filter((each) => each !== scope);
      const told = (await visitFor(member, ...others)).claims;
      for (const claim of claims) assert.ok(!(claim in told), claim);
    });
  }

  it('ACC-6 members.read reads members in the name of who may, and nothing without it', async () => {
    const allowed = await visitFor(administrator, 'members.read');
    for (const path of ['/members', `/members/${memberId}`]) {
      const { status, text } = await callWith(allowed, 'GET', path);
      assert.equal(status, 200, text);
      assert.ok(text.includes(memberId));
    }
    const refused = await callWith(allowed, 'PATCH', `/members/${memberId}`, { roleId: memberId });
    expectProblem(refused, 'insufficient_scope', 403);
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer .*error="insufficient_scope"/);
    const without = await visitFor(administrator, 'profile', 'email', 'organization', 'members.write');
    expectProblem(await callWith(without, 'GET', '/members'), 'insufficient_scope', 403);
  });

  it('ACC-6 members.write changes members in the name of who may; the trail says which site did', async () => {
    const leaver = await makeMember(world, at(world.people('employee'), 1));
    const id = (await leaver.get<Session>('/session')).member?.id ?? '';
    const without = await visitFor(administrator, 'members.read');
    expectProblem(await callWith(without, 'POST', '/members/deactivate', { ids: [id] }), 'insufficient_scope', 403);
    const allowed = await visitFor(administrator, 'members.write');
    const { status, text } = await callWith(allowed, 'POST', '/members/deactivate', { ids: [id] });
    assert.equal(status, 200, text);
    expectProblem(await leaver.call('GET', '/session'), 'session_required');
    const { text: trail } = await administrator.call('GET', '/audit?limit=20');
    assert.match(trail, /member\.deactivate[^}]*\}[^}]*"details":\{[^}]*"site":"Partner"/);
  });

  it('ACC-6 a site can do no more than its member, and of that nothing but what its scopes are about', async () => {
    const asMember = await visitFor(member, ...ALL);
    expectProblem(await callWith(asMember, 'GET', '/members'), 'permission_required', 403);
    assert.equal((await callWith(asMember, 'GET', `/members/${memberId}`)).status, 200);
    const asAdministrator = await visitFor(administrator, ...ALL);
    for (const path of ['/session', '/account', '/profiles', '/subscription', '/audit', '/sites', '/records/leads']) {
      expectProblem(await callWith(asAdministrator, 'GET', path), 'insufficient_scope', 403);
    }
    const transfer = { all: memberId };
    const handOver = await callWith(asAdministrator, 'POST', '/members/deactivate', { ids: [memberId], transfer });
    expectProblem(handOver, 'permission_required', 403);
  });

  it('MEM-13 through a site nobody does anything to a member who may do more than the site, themselves included', async () => {
    const { id: profileId } = await administrator.post<{ id: string }>('/profiles', {
      name: 'Auditing',
      permissions: ['viewAudit'],
    });
    const auditor = await makeMember(world, at(world.people('employee'), 2), profileId);
    const id = (await auditor.get<Session>('/session')).member?.id ?? '';
    const self = (await administrator.get<Session>('/session')).member?.id ?? '';
    const { items } = await administrator.get<Page<{ id: string; builtIn: string | null }>>('/profiles');
    const standard = items.find(({ builtIn }) => builtIn === 'standard')?.id ?? '';
    const visitor = await visitFor(administrator, 'members.read', 'members.write');
    for (const each of [id, self]) {
      const body = { profileId: standard };
      expectProblem(await callWith(visitor, 'PATCH', `/members/${each}`, body), 'outranked', 403);
    }
    expectProblem(await callWith(visitor, 'POST', '/members/deactivate', { ids: [id] }), 'outranked', 403);
    const { text } = await callWith(visitor, 'GET', `/members/${id}`);
    assert.equal(JSON.parse(text).refusals.deactivate, 'outranked');
    const roles = (await administrator.get<Page<{ id: string }>>('/roles')).items;
    for (const { id: roleId } of roles) {
      assert.equal((await callWith(visitor, 'PATCH', `/members/${memberId}`, { roleId })).status, 200);
    }
    assert.equal((await administrator.get<Session>('/session')).permissions.includes('viewAudit'), true);
  });

  it('ACC-6 a token that was taken back, and one that never was, call nothing', async () => {
    const visitor = await visitFor(administrator, 'members.read');
    await visitFor(administrator, 'profile');
    for (const each of [visitor, { ...visitor, accessToken: 'x'.repeat(43) }]) {
      const refused = await callWith(each, 'GET', '/members');
      expectProblem(refused, 'api_token_invalid', 401);
      assert.match(refused.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
    }
  });

  it('ACC-6 a site gets no scope that it was not registered for: it is told so, and nobody is asked', async () => {
    const narrow = await startPartnerSite();
    await narrow.configure(await register(narrow, 'Narrow', ['profile']), 'openid profile members.read');
    const { text, address } = await follow(member, `${narrow.origin}/sign-in`);
    await narrow.close();
    assert.equal(address.origin, narrow.origin);
    assert.match(text, /invalid_scope/);
  });

  it('ACC-6 a person is somebody else at each site, and the same whenever they come back', async () => {
    const first = await visitFor(member, 'profile');
    const other = await startPartnerSite();
    await other.configure(await register(other, 'Other'), 'openid');
    const elsewhere = (await visitSite(other, member)).visitor;
    await other.close();
    assert.ok(elsewhere?.subject);
    assert.notEqual(elsewhere.subject, first.subject);
    assert.equal((await visitFor(member, 'profile')).subject, first.subject);
  });

  it('ACC-6 a refresh token that is used a second time ends all that came from it', async () => {
    const visitor = await visitFor(member, 'profile');
    const renewed = await site.refresh(visitor.refreshToken);
    await assert.rejects(site.refresh(visitor.refreshToken), { error: 'invalid_grant' });
    await assert.rejects(site.refresh(renewed.refreshToken), { error: 'invalid_grant' });
    const headers = { authorization: `Bearer ${renewed.accessToken}` };
    assert.equal((await fetch(`${registered.issuer}/me`, { headers })).status, 401);
  });

  it('ACC-6 nothing is offered that the API would not keep to, such as tokens that are tied to a key', async () => {
    const metadata = await (await fetch(`${registered.issuer}/.well-known/openid-configuration`)).json();
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
    for (const name of ['dpop_signing_alg_values_supported', 'pushed_authorization_request_endpoint']) {
      assert.ok(!(name in metadata), name);
    }
  });

  it('ACC-6 a challenge has to be hashed, and an address has to be the one that was registered, to the letter', async () => {
    const ask = async (change: Record<string, string>) => {
      const query = new URLSearchParams({
        client_id: registered.clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: site.redirectUri,
        code_challenge: 'c'.repeat(43),
        code_challenge_method: 'S256',
        ...change,
      });
      return (await follow(member, `${registered.issuer}/auth?${query}`)).address;
    };
    assert.ok(uidOf(await ask({})).length > 20);
    assert.match((await ask({ code_challenge_method: 'plain' })).search, /invalid_request/);
    for (const redirect of [`${site.redirectUri}/`, `${site.redirectUri}?a=b`, site.redirectUri.toUpperCase()]) {
      assert.match((await ask({ redirect_uri: redirect })).search, /wrong_address/, redirect);
    }
    for (const responseType of ['token', 'id_token', 'code id_token']) {
      const { search, hash } = await ask({ response_type: responseType });
      assert.match(search + hash, /unsupported_response_type|malformed/, responseType);
    }
  });
});
