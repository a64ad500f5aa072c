import assert from 'node:assert/strict';
import { type Client, expectProblem } from '../support/client.ts';
import { startWorld, type World } from '../support/world.ts';

describe('rate limits', () => {
  let world: World;
  let signedIn: [Client, Client];
  before(async () => {
    world = await startWorld({ env: { RATE_LIMIT_CALLS: '5', RATE_LIMIT_SIGN_INS: '4' } });
    const login = world.person('employee').userPrincipalName;
    signedIn = [await world.signIn(login), await world.signIn(login)];
  });
  after(() => world.close());

  it('count sign-ins by address and say how long to wait', async () => {
    const login = world.person('employee').userPrincipalName;
    const token = await world.hostToken(login);
    for (let call = 0; call < 2; call += 1) {
      assert.equal((await world.browser().call('POST', '/session', { body: { token } })).status, 200);
    }
    const answer = await world.browser().call('POST', '/session', { body: { token } });
    const { retryAfter } = expectProblem(answer, 'too_many_requests', 429);
    assert.equal(answer.headers.get('retry-after'), String(retryAfter));
    assert.ok(Number(retryAfter) > 0 && Number(retryAfter) <= 60);
  });

  it('count calls by session, so that one does not use up what another has', async () => {
    const [busy, quiet] = signedIn;
    for (let call = 0; call < 5; call += 1) assert.equal((await busy.call('GET', '/session')).status, 200);
    expectProblem(await busy.call('GET', '/session'), 'too_many_requests', 429);
    assert.equal((await quiet.call('GET', '/session')).status, 200);
  });

  it('count made-up sessions by address', async () => {
    const stranger = world.browser();
    for (let call = 0; call < 5; call += 1) {
      stranger.cookies.set('foyer', String(call).repeat(43));
      expectProblem(await stranger.call('GET', '/session'), 'session_required', 401);
    }
    stranger.cookies.set('foyer', 'A'.repeat(43));
    expectProblem(await stranger.call('GET', '/session'), 'too_many_requests', 429);
  });

  it('leave who is signed in alone when strangers at the same address have used up theirs', async () => {
    const member = await world.signIn(world.person('approver').userPrincipalName);
    const before = await member.call('GET', '/session');
    assert.equal(before.status, 200, before.text);
    const stranger = world.browser();
    stranger.cookies.set('foyer', 'B'.repeat(43));
    for (let call = 0; call < 6; call += 1) await stranger.call('GET', '/session');
    expectProblem(await stranger.call('GET', '/session'), 'too_many_requests', 429);
    assert.equal((await member.call('GET', '/session')).status, 200);
  });
});

describe('rate limits of a company behind one address', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { RATE_LIMIT_SIGN_INS: '4', TRUST_PROXY: '1' } });
  });
  after(() => world.close());

  it('let more people sign in there than may fail to', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const people = world.people('employee').slice(0, 7);
    assert.equal(people.length, 7);
    for (const { userPrincipalName } of people) {
      const body = { token: await world.hostToken(userPrincipalName) };
      assert.equal((await world.browser().call('POST', '/session', { body, headers })).status, 200);
    }
    const body = { token: 'x.y.z' };
    for (let call = 0; call < 4; call += 1) {
      assert.equal((await world.browser().call('POST', '/session', { body, headers })).status, 401);
    }
    expectProblem(await world.browser().call('POST', '/session', { body, headers }), 'too_many_requests', 429);
  });

  it('count a whole network of IPv6 as one address', async () => {
    const body = { token: 'x.y.z' };
    const fail = (address: string) =>
      world.browser().call('POST', '/session', { body, headers: { 'x-forwarded-for': address } });
    for (let call = 0; call < 4; call += 1) assert.equal((await fail(`2001:db8:1:2:${call}::7`)).status, 401);
    expectProblem(await fail('2001:db8:1:2:ffff::1'), 'too_many_requests', 429);
    assert.equal((await fail('2001:db8:1:3::1')).status, 401);
    assert.equal((await fail('::ffff:198.51.100.4')).status, 401);
  });
});
