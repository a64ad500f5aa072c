import assert from 'node:assert/strict';
import type { OwnAccount } from '../../../src/server/features/accounts/schemas.ts';
import type { CreatedToken } from '../../../src/server/features/api-tokens/schemas.ts';
import type { OwnSession } from '../../../src/server/features/sessions/schemas.ts';
import { type Answer, Client, expectProblem } from '../../support/client.ts';
import { startWorld, type World } from '../../support/world.ts';

const PUBLIC_URL = 'https://foyer.example.com';
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36';
const NEWER_CHROME = CHROME.replace('143', '144');
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1';
const OFF = { dateFormat: null, newsletters: { general: false, productAnnouncements: false, productUpdates: false } };

describe('a secure browser connection', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { PUBLIC_URL, TRUST_PROXY: '1' } });
  });
  after(() => world.close());

  /** A call as it comes through the proxy, which says how it came there. */
  async function call(
    client: Client,
    method: string,
    path: string,
    { body, proto = 'https', userAgent = CHROME }: { body?: object; proto?: string; userAgent?: string } = {},
  ): Promise<Answer> {
    const headers = { origin: PUBLIC_URL, 'x-forwarded-proto': proto, 'user-agent': userAgent };
    return await client.call(method, path, { headers, ...(body && { body }) });
  }

  /** Somebody's browser, signed in. */
  async function signIn(
    index: number,
    options: { proto?: string; userAgent?: string } = {},
  ): Promise<[Client, Answer]> {
    const client = new Client(`http://localhost:${world.server.port}`);
    const token = await world.hostToken(world.people('employee')[index]?.userPrincipalName ?? '');
    return [client, await call(client, 'POST', '/session', { body: { token }, ...options })];
  }

  const turn = (client: Client, secureConnection: boolean, proto?: string) =>
    call(client, 'PUT', '/account/preferences', { body: { ...OFF, secureConnection }, ...(proto && { proto }) });
  const sessions = async (client: Client) =>
    (JSON.parse((await call(client, 'GET', '/account/sessions')).text) as { items: OwnSession[] }).items;

  it('ACC-5 is turned on over HTTPS only, so that nobody locks themselves out', async () => {
    const [me] = await signIn(0);
    const insecure = await call(me, 'GET', '/account', { proto: 'http' });
    assert.equal((JSON.parse(insecure.text) as OwnAccount).isConnectionSecure, false);
    expectProblem(await turn(me, true, 'http'), 'secure_connection_required', 403);
    assert.equal((await turn(me, true)).status, 200);
    const account = JSON.parse((await call(me, 'GET', '/account')).text) as OwnAccount;
    assert.deepEqual([account.preferences.secureConnection, account.isConnectionSecure], [true, true]);
  });

  it('ACC-5 on: no session works or opens over plain HTTP; off: it does again', async () => {
    const [me] = await signIn(1);
    await turn(me, true);
    expectProblem(await call(me, 'GET', '/session', { proto: 'http' }), 'secure_connection_required', 403);
    assert.equal((await call(me, 'GET', '/session')).status, 200, 'the session itself goes on');
    const [, refused] = await signIn(1, { proto: 'http' });
    expectProblem(refused, 'secure_connection_required', 403);
    assert.equal((await turn(me, false)).status, 200);
    assert.equal((await call(me, 'GET', '/session', { proto: 'http' })).status, 200);
  });

  it('ACC-5 on: a cookie that has left its device ends its session for both, and the list says why', async () => {
    const [me] = await signIn(2);
    const [lost] = await signIn(2);
    await turn(me, true);
    const thief = new Client(lost.origin);
    thief.cookies.set('__Host-foyer', lost.cookies.get('__Host-foyer') ?? '');
    expectProblem(await call(thief, 'GET', '/session'), 'session_required', 401);
    expectProblem(await call(lost, 'GET', '/session'), 'session_required', 401);
    assert.ok((await sessions(me)).some(({ endReason }) => endReason === 'other_device'));
  });

  it('ACC-5 on: so does one with all its cookies in another browser; a newer version of the same is the same', async () => {
    const [me] = await signIn(3);
    await turn(me, true);
    assert.equal((await call(me, 'GET', '/session', { userAgent: NEWER_CHROME })).status, 200);
    expectProblem(await call(me, 'GET', '/session', { userAgent: IPHONE }), 'session_required', 401);
    expectProblem(await call(me, 'GET', '/session'), 'session_required', 401);
  });

  it('ACC-5 off: a device is not looked at', async () => {
    const [me] = await signIn(4);
    assert.equal((await call(me, 'GET', '/session', { userAgent: IPHONE })).status, 200);
  });

  it('ACC-5, ACC-9 on: a token is not sent in the clear either', async () => {
    const founder = new Client(`http://localhost:${world.server.port}`);
    const token = await world.hostToken(world.person('administrator').userPrincipalName);
    await call(founder, 'POST', '/session', { body: { token } });
    assert.equal((await call(founder, 'POST', '/organization', { body: { name: 'Alder & Vale' } })).status, 201);
    const made = await call(founder, 'POST', '/account/tokens', { body: { name: 'Script', expiresInDays: 1 } });
    const { token: secret } = JSON.parse(made.text) as CreatedToken;
    await turn(founder, true);
    const script = new Client(founder.origin);
    const by = async (proto: string) =>
      await script.call('GET', '/session', {
        headers: { origin: '', authorization: `Bearer ${secret}`, 'x-forwarded-proto': proto },
      });
    expectProblem(await by('http'), 'secure_connection_required', 403);
    assert.equal((await by('https')).status, 200);
  });
});
