import assert from 'node:assert/strict';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { EntraError } from '../../src/sandbox/entra/errors.ts';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { appUrl, askToken, cast, control, type Reply, testSandbox } from './sandbox.ts';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Expects an error of Entra's in its full form. */
function refusedBy(reply: Reply, status: number, error: string, code: number): Reply {
  const { body } = reply;
  assert.deepEqual([reply.status, body.error, body.error_codes], [status, error, [code]], JSON.stringify(body));
  assert.ok(body.error_description.startsWith(`AADSTS${code}: `));
  assert.match(body.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  assert.ok(body.trace_id && body.correlation_id);
  return reply;
}

describe('tokens of the sandbox', () => {
  let started: StartedSandbox;
  let secret: Record<string, string>;
  const keysOf = async (tenant: string) =>
    (await (await fetch(`${started.origin}/login.microsoftonline.com/${tenant}/discovery/v2.0/keys`)).json()).keys;
  const onBehalf = (assertion: string, more = {}) =>
    askToken(started, {
      ...secret,
      grant_type: jwtBearer,
      requested_token_use: 'on_behalf_of',
      assertion,
      scope: 'https://graph.microsoft.com/User.Read',
      ...more,
    });

  before(async () => {
    started = await testSandbox({ people: 50 });
    secret = { client_id: started.clientId, client_secret: started.clientSecret };
  });
  after(() => started.close());
  afterEach(() => control(started, 'DELETE', 'faults'));

  it('host tokens carry the claims of version 2 and the hosts’ client IDs', async () => {
    const person = cast(started, 'employee');
    const claims = decodeJwt(await started.sandbox.issueHostToken(person.id));
    const { iat = 0, nbf, exp = 0, rh, uti, sub, ...rest } = claims;
    assert.deepEqual(rest, {
      aud: started.clientId,
      iss: `https://login.microsoftonline.com/${started.tenantId}/v2.0`,
      azp: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
      azpacr: '0',
      name: person.displayName,
      oid: person.id,
      preferred_username: person.userPrincipalName,
      scp: 'access_as_user',
      tid: started.tenantId,
      ver: '2.0',
    });
    assert.ok(rh && uti && sub && nbf === iat && exp > iat + 3600);
    const outlook = decodeJwt(await started.sandbox.issueHostToken(person.id, { host: 'outlookWeb' }));
    assert.equal(outlook.azp, 'bc59ab01-8403-45c6-8796-ac3ef710b3e3');
  });

  it('auth_time is when the person was asked; who gives a password is asked then', async () => {
    const { id, userPrincipalName: username } = cast(started, 'employee');
    assert.equal(
      decodeJwt(await started.sandbox.issueHostToken(id, { authTime: 1_700_000_000 })).auth_time,
      1_700_000_000,
    );
    const before = Math.floor(Date.now() / 1000);
    const scope = `openid api://localhost/${started.clientId}/access_as_user`;
    const { body } = await askToken(started, { grant_type: 'password', username, password: 'sandbox', scope });
    for (const token of [body.access_token, body.id_token]) assert.ok(Number(decodeJwt(token).auth_time) >= before);
  });

  it('signatures fit the published keys, before and after the keys change', async () => {
    const person = cast(started, 'employee');
    const url = new URL(`${started.origin}/login.microsoftonline.com/${started.tenantId}/discovery/v2.0/keys`);
    const check = (token: string) =>
      jwtVerify(token, createRemoteJWKSet(url), { audience: started.clientId, algorithms: ['RS256'] });
    const before = await started.sandbox.issueHostToken(person.id);
    await check(before);
    await control(started, 'POST', 'keys/rotate', {});
    const after = await started.sandbox.issueHostToken(person.id);
    assert.notEqual(decodeProtectedHeader(before).kid, decodeProtectedHeader(after).kid);
    await check(before);
    await check(after);
    await control(started, 'POST', 'keys/rotate', {});
    await assert.rejects(check(before));
  });

  it('each key says who it issues for; those of personal accounts say so', async () => {
    const [own, common] = await Promise.all([keysOf(started.tenantId), keysOf('common')]);
    const issuers = (keys: { issuer: string }[]) => [...new Set(keys.map(({ issuer }) => issuer))].toSorted();
    const base = 'https://login.microsoftonline.com';
    assert.deepEqual(issuers(own), [`${base}/${started.tenantId}/v2.0`, `${base}/${personalTenant}/v2.0`].toSorted());
    assert.deepEqual(issuers(common), [`${base}/${personalTenant}/v2.0`, `${base}/{tenantid}/v2.0`].toSorted());
    assert.ok(own.every((key: Record<string, unknown>) => key.kty === 'RSA' && key.use === 'sig' && !('d' in key)));
  });

  it('metadata names the real addresses and the tenant’s issuer', async () => {
    const metadata = async (tenant: string) =>
      (
        await fetch(`${started.origin}/login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`)
      ).json();
    const own = await metadata(started.tenantId);
    assert.equal(own.issuer, `https://login.microsoftonline.com/${started.tenantId}/v2.0`);
    assert.equal(own.token_endpoint, `https://login.microsoftonline.com/${started.tenantId}/oauth2/v2.0/token`);
    assert.equal((await metadata('common')).issuer, 'https://login.microsoftonline.com/{tenantid}/v2.0');
    assert.deepEqual((await metadata('6d1c1d2b-0000-4000-8000-000000000000')).error_codes, [90002]);
  });

  it('makes bad tokens for tests: expired, changed, signed by others or by nobody', async () => {
    const { userPrincipalName: person } = cast(started, 'employee');
    const make = async (options: object) =>
      (await control(started, 'POST', 'tokens', { person, ...options })).body.token;
    const now = Date.now() / 1000;
    assert.ok((decodeJwt(await make({ lifetime: -60 })).exp ?? now) < now);
    const changed = decodeJwt(await make({ claims: { aud: 'somebody-else', scp: null, tid: personalTenant } }));
    assert.deepEqual([changed.aud, changed.scp, changed.tid], ['somebody-else', undefined, personalTenant]);
    assert.equal(decodeProtectedHeader(await make({ signedBy: 'nobody' })).alg, 'none');
    const published = new Map(
      (await keysOf('common')).map((key: { kid: string; issuer: string }) => [key.kid, key.issuer]),
    );
    const kidOf = async (signedBy: string) => decodeProtectedHeader(await make({ signedBy })).kid;
    assert.equal(published.get(await kidOf('consumers')), `https://login.microsoftonline.com/${personalTenant}/v2.0`);
    assert.equal(published.has(await kidOf('stranger')), false);
  });

  it('the password grant refuses what Entra refuses', async () => {
    const person = cast(started, 'employee');
    const ask = (more: Record<string, string>, tenant?: string) =>
      askToken(
        started,
        {
          grant_type: 'password',
          username: person.userPrincipalName,
          password: 'sandbox',
          scope: `api://localhost/${started.clientId}/access_as_user`,
          ...more,
        },
        tenant,
      );
    refusedBy(await ask({ password: 'wrong' }), 400, 'invalid_grant', 50126);
    refusedBy(await ask({ username: 'nobody@aldervale.example' }), 400, 'invalid_grant', 50034);
    refusedBy(await ask({ username: cast(started, 'disabled').userPrincipalName }), 400, 'invalid_grant', 50057);
    refusedBy(await ask({}, started.sandbox.tenants[1]?.id), 400, 'invalid_grant', 50034);
    refusedBy(await ask({}, 'nowhere.example'), 400, 'invalid_request', 90002);
    refusedBy(await ask({ client_id: 'unknown' }), 400, 'unauthorized_client', 700016);
    refusedBy(await ask({ scope: 'https://elsewhere.example/x' }), 400, 'invalid_scope', 70011);
    refusedBy(await ask({ grant_type: 'implicit' }), 400, 'unsupported_grant_type', 70003);
    refusedBy(await ask({ username: '' }), 400, 'invalid_request', 900144);
    assert.equal((await ask({}, 'organizations')).status, 200);
    assert.equal((await ask({}, 'aldervale.example')).status, 200);
  });

  it('applications prove who they are', async () => {
    const ask = (more: Record<string, string>) =>
      askToken(started, {
        grant_type: 'client_credentials',
        client_id: started.clientId,
        scope: 'https://graph.microsoft.com/.default',
        ...more,
      });
    refusedBy(await ask({}), 401, 'invalid_client', 7000218);
    refusedBy(await ask({ client_secret: 'wrong' }), 401, 'invalid_client', 7000215);
    refusedBy(await ask({ ...secret, scope: 'User.Read' }), 400, 'invalid_scope', 1002012);
    await control(started, 'POST', 'faults', { kind: 'secret-expired' });
    refusedBy(await ask(secret), 401, 'invalid_client', 7000222);
    await control(started, 'DELETE', 'faults');
    const { body } = await ask(secret);
    const claims = decodeJwt(body.access_token);
    assert.deepEqual([claims.aud, claims.tid, claims.idtyp], ['https://graph.microsoft.com', started.tenantId, 'app']);
    assert.ok(Array.isArray(claims.roles) && claims.roles.includes('User.Read.All'));
  });

  it('on behalf of people: consent, multi-factor sign-in, old and forged assertions', async () => {
    const person = cast(started, 'employee');
    const host = await started.sandbox.issueHostToken(person.id);
    const { body } = await onBehalf(host);
    const claims = decodeJwt(body.access_token);
    assert.deepEqual([claims.aud, claims.oid, claims.scp], ['https://graph.microsoft.com', person.id, 'User.Read']);

    await control(started, 'POST', 'faults', { kind: 'consent', times: 1 });
    assert.equal(refusedBy(await onBehalf(host), 400, 'invalid_grant', 65001).body.suberror, 'consent_required');
    await control(started, 'POST', 'faults', { kind: 'mfa', times: 1, person: person.userPrincipalName });
    const mfa = refusedBy(await onBehalf(host), 400, 'invalid_grant', 50076).body;
    assert.equal(mfa.suberror, 'basic_action');
    assert.ok(JSON.parse(mfa.claims).access_token.capolids);
    await control(started, 'POST', 'faults', { kind: 'assertion-expired', times: 1 });
    refusedBy(await onBehalf(host), 400, 'invalid_grant', 500133);
    assert.equal((await onBehalf(host)).status, 200);

    const bad = (options: object) => started.sandbox.issueHostToken(person.id, options);
    refusedBy(await onBehalf(await bad({ lifetime: -1 })), 400, 'invalid_grant', 500133);
    refusedBy(await onBehalf(await bad({ signedBy: 'stranger' })), 400, 'invalid_grant', 50013);
    refusedBy(await onBehalf(await bad({ signedBy: 'nobody' })), 400, 'invalid_grant', 50013);
    refusedBy(await onBehalf(await bad({ claims: { aud: 'another' } })), 400, 'invalid_grant', 500131);
    refusedBy(await onBehalf(host, { scope: 'Mail.Read' }), 400, 'invalid_grant', 65001);
    await control(started, 'POST', `people/${person.id}`, { accountEnabled: false });
    refusedBy(await onBehalf(host), 400, 'invalid_grant', 50057);
    await assert.rejects(bad({}), (error) => error instanceof EntraError && error.code === 50057);
    await control(started, 'POST', `people/${person.id}`, { accountEnabled: true });
  });

  it('hosts can be made to miss consent or a second factor', async () => {
    const { id } = cast(started, 'employee');
    for (const [kind, code] of [
      ['host-consent', 65001],
      ['host-mfa', 50076],
    ] as const) {
      started.sandbox.faults.add({ kind, times: 1 });
      await assert.rejects(
        started.sandbox.issueHostToken(id),
        (error) => error instanceof EntraError && error.code === code,
      );
    }
    await started.sandbox.issueHostToken(id);
  });

  it('without consent nothing is granted until somebody agrees', async () => {
    const host = await started.sandbox.issueHostToken(cast(started, 'employee').id);
    await control(started, 'POST', 'consents', { granted: false });
    refusedBy(await onBehalf(host), 400, 'invalid_grant', 65001);
    const app = await askToken(started, {
      ...secret,
      grant_type: 'client_credentials',
      scope: 'https://graph.microsoft.com/.default',
    });
    assert.equal(decodeJwt(app.body.access_token).roles, undefined);
    await control(started, 'POST', 'consents', { granted: true });
    assert.equal((await onBehalf(host)).status, 200);
  });

  it('an authorize request is checked before anybody is sent anywhere', async () => {
    const authorize = (query: Record<string, string>, tenant = started.tenantId) =>
      fetch(
        `${started.origin}/login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize?${new URLSearchParams(query)}`,
        { redirect: 'manual' },
      );
    const right = {
      client_id: started.clientId,
      redirect_uri: `${appUrl}/auth/callback`,
      response_type: 'code',
      scope: 'openid User.Read',
      state: 's&1',
    };
    const page = await authorize(right);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Ingrid Halvorsen/);
    for (const wrong of [
      { client_id: 'x' },
      { redirect_uri: 'https://evil.example/auth/callback' },
      { redirect_uri: `${appUrl}.evil.example/` },
      { redirect_uri: 'x' },
    ]) {
      const refused = await authorize({ ...right, ...wrong });
      assert.equal(refused.status, 400, JSON.stringify(wrong));
      assert.equal(refused.headers.get('location'), null);
    }
    assert.equal((await authorize(right, 'nowhere')).status, 400);
    for (const [wrong, error] of [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ prompt: 'none' }, 'login_required'],
      [{ code_challenge: 'x', code_challenge_method: 'plain' }, 'invalid_request'],
      [{ response_mode: 'fragment' }, 'invalid_request'],
      [{ scope: 'https://elsewhere.example/x' }, 'invalid_scope'],
    ] as const) {
      const back = new URL((await authorize({ ...right, ...wrong })).headers.get('location') ?? '');
      assert.deepEqual(
        [back.origin, back.searchParams.get('error'), back.searchParams.get('state')],
        [appUrl, error, 's&1'],
      );
    }
    const search = await (await authorize({ ...right, search: '<b>"nobody' })).text();
    assert.ok(search.includes('&lt;b&gt;&quot;nobody') && !search.includes('<b>"nobody'));
  });
});
