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
});
