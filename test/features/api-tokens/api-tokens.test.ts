import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { CreatedToken, OwnToken } from '../../../src/server/features/api-tokens/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { MemberDetails } from '../../../src/server/features/members/schemas.ts';
import { type Answer, type CallOptions, type Client, expectProblem } from '../../support/client.ts';
import { addApprover, at, only } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type MovableClock, movableClock } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

const DAY = 86_400_000;

interface Page {
  items: OwnToken[];
  nextCursor: string | null;
  total: number;
}

describe('personal API tokens', () => {
  let clock: MovableClock;
  let world: World;
  let administrator: Client;
  let me: Client;
  before(async () => {
    clock = movableClock();
    world = await startWorld({ clock, env: { SEATS_AT_START: '10' } });
    administrator = await foundOrganization(world);
    me = await makeMember(world, at(world.people('employee'), 0));
  });
  after(() => world.close());

  const make = (client: Client, name = 'Nightly report', expiresInDays = 30) =>
    client.post<CreatedToken>('/account/tokens', { name, expiresInDays });
  const list = async (client: Client) => (await client.get<Page>('/account/tokens')).items;
  const find = async (client: Client, id: string) => only((await list(client)).filter((each) => each.id === id));
  const memberOf = async (client: Client) => (await client.get<Session>('/session')).member?.id ?? '';
  const trail = async (action: string) =>
    (await administrator.get<{ items: AuditEntry[] }>(`/audit?action=${action}`)).items;

  /** A call of a script: no cookie, no origin, the token alone. */
  async function call(token: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const headers = { origin: '', authorization: `Bearer ${token}`, ...options.headers };
    return await world.browser().call(method, path, { ...options, headers });
  }

  /** A call with the token that must succeed. */
  async function get<T>(token: string, path: string): Promise<T> {
    const { status, text } = await call(token, 'GET', path);
    assert.equal(status, 200, text);
    return JSON.parse(text) as T;
  }

  describe('are made', () => {
    it('ACC-9 with a name and an expiry, are shown once, and stored as a hash only', async () => {
      const { token, ...created } = await make(me, '  Payroll  ', 7);
      assert.match(token, /^foyer_pat_[A-Za-z0-9_-]{43}$/, 'secret scanners know it by its beginning');
      assert.equal(created.name, 'Payroll');
      assert.equal(created.hint, token.slice(-4));
      assert.equal(new Date(created.endsAt).getTime() - new Date(created.createdAt).getTime(), 7 * DAY);
      assert.deepEqual([created.isActive, created.endReason, created.lastUsedAt], [true, null, null]);
      assert.deepEqual(await find(me, created.id), created);
      const secret = token.slice('foyer_pat_'.length);
      const kept = JSON.stringify(await world.db.collection('api-tokens').find().toArray());
      assert.ok(!kept.includes(secret));
      assert.deepEqual(
        (await get<Session>(token, '/session')).account.loginId,
        (await me.get<Session>('/session')).account.loginId,
      );
      assert.ok(
        world.logLines.every((line) => !line.includes(secret)),
        'nothing of it is logged',
      );
    });

    const wrong: [body: object, field: string, code: string][] = [
      [{ name: 'CI' }, 'expiresInDays', 'required'],
      [{ name: 'CI', expiresInDays: 0 }, 'expiresInDays', 'too_small'],
      [{ name: 'CI', expiresInDays: 366 }, 'expiresInDays', 'too_big'],
      [{ name: 'CI', expiresInDays: 1.5 }, 'expiresInDays', 'invalid_type'],
      [{ expiresInDays: 30 }, 'name', 'required'],
      [{ name: '  ', expiresInDays: 30 }, 'name', 'too_small'],
      [{ name: 'x'.repeat(81), expiresInDays: 30 }, 'name', 'too_big'],
      [{ name: 'a\nb', expiresInDays: 30 }, 'name', 'control_characters'],
      [{ name: 'CI', expiresInDays: 30, accountId: '0'.repeat(24) }, 'accountId', 'unrecognized_keys'],
    ];
    for (const [body, field, code] of wrong) {
      it(`ACC-9 not with ${JSON.stringify(body).slice(0, 60)}`, async () => {
        const before = (await list(me)).length;
        const { errors } = expectProblem(await me.call('POST', '/account/tokens', { body }), 'validation_failed', 400);
        assert.deepEqual([at(errors ?? [], 0).field, at(errors ?? [], 0).code], [field, code]);
        assert.equal((await list(me)).length, before);
      });
    }

    it('ACC-9 by active members only', async () => {
      const outsider = await world.signIn(world.person('guest').userPrincipalName);
      const attempt = { body: { name: 'CI', expiresInDays: 30 } };
      expectProblem(await outsider.call('POST', '/account/tokens', attempt), 'membership_required', 403);
      assert.deepEqual(await list(outsider), []);
      for (const [method, path] of [
        ['GET', '/account/tokens'],
        ['POST', '/account/tokens'],
        ['DELETE', `/account/tokens/${new Types.ObjectId()}`],
      ] as const) {
        expectProblem(await world.browser().call(method, path), 'session_required', 401);
      }
    });

    it('ACC-9 up to a limit, however many are made at once', async () => {
      const collector = await makeMember(world, at(world.people('employee'), 1));
      const { id } = await make(collector);
      const tokens = world.db.collection('api-tokens');
      const row = await tokens.findOne({ _id: new Types.ObjectId(id) });
      const copies = Array.from({ length: 44 }, (_, n) => ({
        ...row,
        _id: new Types.ObjectId(),
        tokenHash: `copy ${n}`,
      }));
      await tokens.insertMany(copies);
      const body = { name: 'One more', expiresInDays: 1 };
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => collector.call('POST', '/account/tokens', { body })),
      );
      assert.equal(answers.filter(({ status }) => status === 201).length, 5);
      for (const answer of answers.filter(({ status }) => status !== 201)) {
        expectProblem(answer, 'api_token_limit', 409);
      }
      const page = await collector.get<Page>('/account/tokens?limit=20');
      assert.deepEqual([page.items.length, page.total], [20, 50]);
      await collector.delete(`/account/tokens/${at(page.items, 0).id}`);
      await make(collector);
    });
  });

  describe('act for their member', () => {
    it('ACC-9 with what the member may, as it is at each call, without an origin or a cookie', async () => {
      const { token } = await make(me);
      expectProblem(await call(token, 'GET', '/members'), 'permission_required', 403);
      const created = await call(token, 'POST', '/records/leads', { body: { name: 'Made by a script' } });
      assert.equal(created.status, 201, created.text);
      assert.equal(created.headers.get('set-cookie'), null);
      const manager = await addApprover(world, administrator, at(world.people('employee'), 2));
      const own = await make(manager);
      const { total } = await get<{ total: number }>(own.token, '/members');
      assert.ok(total >= 3);
      const { items } = await administrator.get<{ items: { id: string; builtIn: string | null }[] }>('/profiles');
      const standard = items.find(({ builtIn }) => builtIn === 'standard');
      await administrator.patch(`/members/${await memberOf(manager)}`, { profileId: standard?.id });
      expectProblem(await call(own.token, 'GET', '/members'), 'permission_required', 403);
    });

    it('ACC-9 and never as their person: not on the account, the session, a consent, or another token', async () => {
      const { token, id } = await make(administrator);
      const attempts: [method: string, path: string, body?: object][] = [
        ['GET', '/account'],
        ['PATCH', '/account', { fullName: 'Somebody Else' }],
        ['PUT', '/account/preferences', { dateFormat: null, newsletters: {}, secureConnection: false }],
        ['GET', '/account/password'],
        ['POST', '/account/password', { currentPassword: 'a', newPassword: 'plinth wagon 7 fjord' }],
        ['PUT', '/account/security-question', { currentPassword: 'a', question: null }],
        ['GET', '/account/sessions'],
        ['DELETE', '/account/sessions'],
        ['GET', '/account/authorized-sites'],
        ['GET', '/account/tokens'],
        ['POST', '/account/tokens', { name: 'Child', expiresInDays: 1 }],
        ['DELETE', `/account/tokens/${id}`],
        ['POST', '/account/link', { loginId: 'a@b.example', password: 'a' }],
        ['POST', '/session', { token: 'x' }],
        ['POST', '/session/password', { loginId: 'a@b.example', password: 'a' }],
        ['DELETE', '/session'],
        ['POST', '/organization', { name: 'Another' }],
        ['POST', '/join-requests', { message: '' }],
        ['POST', '/invitations/mine/accept', { termsVersion: '1' }],
        ['GET', `/site-requests/${'u'.repeat(21)}`],
        ['POST', `/site-requests/${'u'.repeat(21)}/allow`],
      ];
      for (const [method, path, body] of attempts) {
        const answer = await call(token, method, path, body ? { body } : {});
        assert.equal(expectProblem(answer, 'api_token_forbidden', 403).status, 403, `${method} ${path}`);
      }
      assert.equal((await find(administrator, id)).isActive, true);
    });

    it('ACC-9 with every call of the API description that says so, and no other', async () => {
      const { paths } = await me.get<{
        paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>>;
      }>('/openapi.json');
      const open = Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([, { security }]) => security?.some((way) => 'apiToken' in way))
          .map(([method]) => `${method} ${path}`),
      );
      assert.ok(open.includes('get /members') && open.includes('get /session'));
      const personal = /^\S+ \/(account|session|invitations\/mine|site-requests|organization\/close)/;
      assert.deepEqual(
        open.filter((name) => personal.test(name)),
        ['get /session'],
      );
    });

    it('ACC-9 and a cookie beside it counts for nothing', async () => {
      const { token, id } = await make(me);
      await me.delete(`/account/tokens/${id}`);
      const headers = { authorization: `Bearer ${token}` };
      expectProblem(await me.call('GET', '/session', { headers }), 'api_token_revoked', 401);
      const mine = await make(me);
      const mixed = await administrator.call('GET', '/session', { headers: { authorization: `Bearer ${mine.token}` } });
      const { account } = JSON.parse(mixed.text) as Session;
      assert.equal(account.id, (await me.get<Session>('/session')).account.id);
    });

    it('AUD-1, ACC-9 what a token did or was refused is said of it, beside the person', async () => {
      const { token, id } = await make(administrator, 'Renaming');
      const person = (await administrator.get<Session>('/session')).account;
      assert.equal((await call(token, 'PATCH', '/organization', { body: { name: 'Renamed by a token' } })).status, 200);
      const [byToken] = await trail('organization.update');
      assert.deepEqual(byToken?.actor, { accountId: person.id, loginId: person.loginId, apiTokenId: id });
      await administrator.patch('/organization', { name: 'Renamed in person' });
      assert.equal(at(await trail('organization.update'), 0).actor.apiTokenId, null);
      await call(token, 'DELETE', '/account/sessions');
      const refused = at(await trail('session.end'), 0);
      assert.deepEqual(
        [refused.outcome, refused.code, refused.actor.apiTokenId],
        ['refused', 'api_token_forbidden', id],
      );
      const made = at(await trail('api-token.create'), 0);
      assert.deepEqual([made.target, made.actor.apiTokenId], [{ kind: 'api-token', id, label: 'Renaming' }, null]);
      await administrator.delete(`/account/tokens/${id}`);
      assert.equal(at(await trail('api-token.revoke'), 0).target.id, id);
    });
  });

  describe('end', () => {
    it('ACC-9 when their owner revokes them, on the very next call, and only once', async () => {
      const { token, id } = await make(me);
      await get(token, '/session');
      await me.delete(`/account/tokens/${id}`);
      const answer = await call(token, 'GET', '/session');
      expectProblem(answer, 'api_token_revoked', 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="Foyer", error="invalid_token"');
      const ended = await find(me, id);
      assert.deepEqual([ended.isActive, ended.endReason], [false, 'revoked']);
      clock.advance(1000);
      await me.delete(`/account/tokens/${id}`);
      assert.deepEqual(await find(me, id), ended);
      assert.equal(at(await list(me), -1 + (await list(me)).length).isActive, false, 'what has ended comes last');
    });

    it('ACC-9 at their expiry, and are kept for 30 days to say so', async () => {
      const { token, id, endsAt } = await make(me, 'Short', 1);
      clock.advance(DAY - 60_000);
      await get(token, '/session');
      clock.advance(60_000);
      expectProblem(await call(token, 'GET', '/session'), 'api_token_expired', 401);
      const again = await world.signIn(at(world.people('employee'), 0).userPrincipalName);
      me = again;
      administrator = await world.signIn(world.person('administrator').userPrincipalName);
      const ended = await find(me, id);
      assert.deepEqual([ended.isActive, ended.endReason, ended.endsAt], [false, null, endsAt]);
      const indexes = await world.db.collection('api-tokens').indexes();
      const expiring = only(indexes.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined));
      assert.deepEqual([expiring.key, expiring.expireAfterSeconds], [{ endsAt: 1 }, (30 * DAY) / 1000]);
    });

    it('AUD-1 who tries one that has ended is in the trail, once a day', async () => {
      const { token, id } = await make(me, 'Forgotten', 1);
      await me.delete(`/account/tokens/${id}`);
      const tries = async () => (await trail('api-token.use')).filter(({ target }) => target.id === id);
      for (let times = 0; times < 3; times += 1)
        expectProblem(await call(token, 'GET', '/members'), 'api_token_revoked');
      const { outcome, code } = only(await tries());
      assert.deepEqual([outcome, code], ['refused', 'api_token_revoked']);
    });

    it('ACC-9 are unknown when nobody made them, whatever they look like', async () => {
      const { token } = await make(me);
      const last = token.endsWith('A') ? 'B' : 'A';
      for (const other of [
        token.slice(0, -1) + last,
        `foyer_pat_${'a'.repeat(43)}`,
        'foyer_pat_',
        'ghp_x',
        token.slice(10),
      ]) {
        expectProblem(await call(other, 'GET', '/session'), 'api_token_invalid', 401);
      }
    });

    it("ACC-9 by nobody else's hand, nor are they seen by anybody else", async () => {
      const { id } = await make(me);
      expectProblem(await administrator.call('DELETE', `/account/tokens/${id}`), 'not_found', 404);
      expectProblem(await administrator.call('DELETE', `/account/tokens/${new Types.ObjectId()}`), 'not_found', 404);
      expectProblem(await administrator.call('DELETE', '/account/tokens/x'), 'validation_failed', 400);
      assert.ok((await list(administrator)).every((each) => each.id !== id));
      assert.equal((await find(me, id)).isActive, true);
    });

    it('ACC-9 say when and from where they were last used', async () => {
      const { token, id } = await make(me);
      await get(token, '/session');
      await eventually(async () => {
        const { lastUsedAt, lastUsedFrom } = await find(me, id);
        assert.ok(lastUsedAt);
        assert.match(lastUsedFrom ?? '', /127\.0\.0\.1|::1/);
      });
    });
  });

  describe('and the place of their member', () => {
    it('MEM-2 deactivation ends them at once; coming back brings none back', async () => {
      const leaver = await makeMember(world, at(world.people('employee'), 3));
      const { token } = await make(leaver);
      const memberId = await memberOf(leaver);
      const { holdings } = await administrator.get<MemberDetails>(`/members/${memberId}`);
      assert.equal(holdings.apiTokens, 1);
      await administrator.post('/members/deactivate', { ids: [memberId] });
      expectProblem(await call(token, 'GET', '/session'), 'api_token_revoked', 401);
      assert.equal((await administrator.get<MemberDetails>(`/members/${memberId}`)).holdings.apiTokens, 0);
      await administrator.post('/members/reactivate', { ids: [memberId] });
      expectProblem(await call(token, 'GET', '/session'), 'api_token_revoked', 401);
      const back = await world.signIn(at(world.people('employee'), 3).userPrincipalName);
      const { endReason, isActive } = only(await list(back));
      assert.deepEqual([endReason, isActive], ['deactivated', false]);
      const fresh = await make(back, 'Anew');
      await get(fresh.token, '/session');
    });

    it('MEM-2 no token slips through while its member is deactivated', async () => {
      const leaver = await makeMember(world, at(world.people('employee'), 4));
      const memberId = await memberOf(leaver);
      const body = { name: 'In time?', expiresInDays: 365 };
      const [, ...answers] = await Promise.all([
        administrator.post('/members/deactivate', { ids: [memberId] }),
        ...Array.from({ length: 8 }, () => leaver.call('POST', '/account/tokens', { body })),
      ]);
      const made = answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text) as CreatedToken);
      for (const { token } of made) expectProblem(await call(token, 'GET', '/session'), 'api_token_revoked', 401);
      for (const answer of answers.filter(({ status }) => status !== 201))
        assert.ok([401, 403].includes(answer.status));
      const { loginId } = at(
        world.people('employee').map(({ userPrincipalName }) => ({ loginId: userPrincipalName })),
        4,
      );
      const account = await world.db.collection('accounts').findOne({ loginId: loginId.toLowerCase() });
      const working = { accountId: account?._id, endReason: null };
      assert.equal(await world.db.collection('api-tokens').countDocuments(working), 0);
    });

    it('MEM-8 deletion takes them and what they were called, also from the trail', async () => {
      const leaver = await makeMember(world, at(world.people('employee'), 5));
      const { token } = await make(leaver, 'Evangeline’s own');
      const memberId = await memberOf(leaver);
      await administrator.post('/members/deactivate', { ids: [memberId] });
      await administrator.post('/members/delete', { ids: [memberId] });
      expectProblem(await call(token, 'GET', '/session'), 'api_token_invalid', 401);
      for (const name of ['api-tokens', 'audit-entries']) {
        const left = JSON.stringify(await world.db.collection(name).find().toArray());
        assert.ok(!left.includes('Evangeline'), name);
      }
    });

    it('ACC-9 they never act in another organization of their member', async () => {
      const { token, id } = await make(me);
      const elsewhere = new Types.ObjectId();
      await world.db
        .collection('api-tokens')
        .updateOne({ _id: new Types.ObjectId(id) }, { $set: { organizationId: elsewhere } });
      expectProblem(await call(token, 'GET', '/records/leads'), 'membership_required', 403);
    });
  });
});

describe('the budget of API tokens', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { RATE_LIMIT_CALLS: '25' } });
  });
  after(() => world.close());

  it('ACC-9 each token has its own, and made-up ones share that of their address', async () => {
    const administrator = await foundOrganization(world);
    const { token } = await administrator.post<CreatedToken>('/account/tokens', { name: 'Busy', expiresInDays: 1 });
    const call = async (bearer: string) =>
      await world.browser().call('GET', '/session', { headers: { authorization: `Bearer ${bearer}` } });
    let answer = await call(token);
    for (let times = 0; times < 25; times += 1) answer = await call(token);
    expectProblem(answer, 'too_many_requests', 429);
    await administrator.get('/session');
    for (let times = 0; times < 26; times += 1) answer = await call(`foyer_pat_${String(times).padStart(43, '0')}`);
    expectProblem(answer, 'too_many_requests', 429);
  });
});
