import assert from 'node:assert/strict';
import { request } from 'node:http';
import { officeJsAddress } from '../../src/server/http/office-js.ts';
import { startWorld, type World } from '../support/world.ts';

describe('headers', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { HOST_ORIGINS: 'http://localhost:4321' } });
  });
  after(() => world.close());

  it('let Microsoft 365 and HOST_ORIGINS show Foyer in a frame, and nobody else', async () => {
    const { headers } = await world.browser().call('GET', '/session');
    const policy = headers.get('content-security-policy') ?? '';
    const ancestors = /frame-ancestors ([^;]*)/.exec(policy)?.[1]?.split(' ') ?? [];
    for (const host of ['https://*.cloud.microsoft', 'https://teams.microsoft.com', 'https://outlook.office365.com']) {
      assert.ok(ancestors.includes(host), host);
    }
    assert.ok(ancestors.includes('http://localhost:4321'));
    assert.ok(!ancestors.includes('*'));
    assert.equal(headers.get('x-frame-options'), null);
  });

  it('keep pages that ask for a consent or a password out of frames, however their path is spelled', async () => {
    const spellings = ['authorize/a', '%61uthorize/a', '/authorize/a', './authorize', 'Authorize', '%2fauthorize/a'];
    for (const path of [...spellings, 'sign-up/x', 'reset-password/x', '%72eset-password/x', '/Sign-Up/x']) {
      // `fetch` would resolve the dots.
      const policy = await new Promise<string>((resolve, reject) => {
        const { hostname, port } = new URL(world.url);
        request({ hostname, port, path: `/${path}` }, (answer) => {
          answer.resume();
          resolve(String(answer.headers['content-security-policy']));
        })
          .on('error', reject)
          .end();
      });
      assert.match(policy, /frame-ancestors 'none'/, path);
    }
  });

  it('run only scripts of our own and of Office, and let teams-js read its list of hosts', async () => {
    const { headers } = await world.browser().call('GET', '/session');
    const policy = headers.get('content-security-policy') ?? '';
    assert.equal(/script-src ([^;]*)/.exec(policy)?.[1], `'self' ${world.sandbox.origin}`, 'the sandbox stands in');
    assert.equal(
      officeJsAddress({ MICROSOFT_ORIGIN: undefined }),
      'https://appsforoffice.microsoft.com/lib/1/hosted/office.js',
    );
    assert.match(policy, /connect-src 'self' https:\/\/res\.cdn\.office\.net(;|$)/);
    assert.doesNotMatch(policy, /unsafe/);
  });

  it('keep a sign-in popup in touch with the window that opened it', async () => {
    const signIn = await world.browser().call('GET', '/auth/sign-in?popup=1');
    assert.equal(signIn.headers.get('cross-origin-opener-policy'), 'unsafe-none');
    const other = await world.browser().call('GET', '/session');
    assert.equal(other.headers.get('cross-origin-opener-policy'), 'same-origin-allow-popups');
  });

  it('say nothing about what serves, name each request, and keep answers out of caches', async () => {
    const { headers } = await world.browser().call('GET', '/session');
    assert.equal(headers.get('x-powered-by'), null);
    assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('strict-transport-security'), null);
  });
});

describe('headers over https', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { PUBLIC_URL: 'https://foyer.example.com' } });
  });
  after(() => world.close());

  it('hold browsers to https', async () => {
    const response = await fetch(`http://localhost:${world.server.port}/healthz`);
    assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=31536000/);
  });

  it('ACC-5, ACC-7 hand out cookies that only https, only our host and only our frame can use', async () => {
    const token = await world.hostToken(world.person('employee').userPrincipalName);
    const response = await fetch(`http://localhost:${world.server.port}/api/v1/session`, {
      method: 'POST',
      headers: { origin: 'https://foyer.example.com', 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    assert.equal(response.status, 200);
    const cookies = response.headers.getSetCookie();
    assert.deepEqual(cookies.map((cookie) => cookie.replace(/=[\w-]{43};.*/, '')).sort(), [
      '__Host-foyer',
      '__Host-foyer-device',
    ]);
    for (const cookie of cookies) {
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=None', 'Partitioned']) {
        assert.ok(cookie.split('; ').includes(attribute), `${attribute} in ${cookie}`);
      }
      assert.doesNotMatch(cookie, /Domain=/);
    }
  });
});
