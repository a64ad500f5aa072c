import assert from 'node:assert/strict';
import {
  ConfidentialClientApplication,
  CryptoProvider,
  type INetworkModule,
  InteractionRequiredAuthError,
  type NetworkRequestOptions,
} from '@azure/msal-node';
import { decodeJwt } from 'jose';
import type { Person } from '../../src/sandbox/people/person.ts';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { testCertificate } from '../graph/certificate.ts';
import { appUrl, cast, control, testSandbox } from './sandbox.ts';

const redirectUri = `${appUrl}/auth/callback`;
const { certificate, privateKey } = testCertificate();

describe('the real msal-node against the sandbox', () => {
  let started: StartedSandbox;
  let client: ConfidentialClientApplication;
  const rewritten = (url: string) => url.replace('https://', `${started.origin}/`);

  /** Does what Foyer's transport does: another origin, nothing else. */
  async function send<T>(url: string, method: string, options: NetworkRequestOptions = {}) {
    assert.ok(url.startsWith('https://login.microsoftonline.com/'), url);
    const { headers = {}, body } = options;
    const response = await fetch(rewritten(url), { method, headers, ...(body === undefined ? {} : { body }) });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as T,
    };
  }
  const networkClient: INetworkModule = {
    sendGetRequestAsync: (url, options) => send(url, 'GET', options),
    sendPostRequestAsync: (url, options) => send(url, 'POST', options),
  };
  function msal(auth: object, tenant = started.tenantId): ConfidentialClientApplication {
    const authority = `https://login.microsoftonline.com/${tenant}`;
    return new ConfidentialClientApplication({
      auth: { clientId: started.clientId, authority, ...auth },
      system: { networkClient },
    });
  }

  /** Follows the authorize address as a browser, and picks somebody. @returns where it leads back to. */
  async function pick(url: string, person: Person, fields: Record<string, string> = {}): Promise<URLSearchParams> {
    const address = new URL(rewritten(url));
    const headers = { origin: started.origin };
    const body = new URLSearchParams([...address.searchParams, ['person', person.id], ...Object.entries(fields)]);
    const response = await fetch(address.origin + address.pathname, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
    });
    assert.equal(response.status, 302, await response.text());
    const location = new URL(response.headers.get('location') ?? '');
    assert.equal(location.origin + location.pathname, redirectUri);
    return location.searchParams;
  }

  before(async () => {
    started = await testSandbox({ people: 50, certificates: [certificate] });
  });
  after(() => started.close());
  beforeEach(() => {
    client = msal({ clientSecret: started.clientSecret });
  });

  it('client credentials, by secret and by certificate', async () => {
    const thumbprintSha256 = 'a'.repeat(64);
    const scopes = ['https://graph.microsoft.com/.default'];
    for (const each of [client, msal({ clientCertificate: { thumbprintSha256, privateKey, x5c: certificate } })]) {
      const result = await each.acquireTokenByClientCredential({ scopes });
      assert.equal(decodeJwt(result?.accessToken ?? '').tid, started.tenantId);
    }
    const stranger = testCertificate();
    const wrong = msal({ clientCertificate: { thumbprintSha256, privateKey: stranger.privateKey } });
    await assert.rejects(wrong.acquireTokenByClientCredential({ scopes }), /AADSTS700027/);
    await assert.rejects(msal({ clientSecret: 'wrong' }).acquireTokenByClientCredential({ scopes }), /AADSTS7000215/);
  });

  it('authorization code with PKCE, then silently by refresh', async () => {
    const person = cast(started, 'employee');
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const scopes = ['openid', 'profile', 'offline_access', 'User.Read'];
    const request = {
      scopes,
      redirectUri,
      state: 'the-state',
      nonce: 'the-nonce',
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    };
    const answer = await pick(await client.getAuthCodeUrl(request), person);
    assert.equal(answer.get('state'), 'the-state');
    const code = answer.get('code') ?? '';
    const redeem = (codeVerifier: string) =>
      client.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier, nonce: 'the-nonce' });
    await assert.rejects(redeem('wrong'.repeat(10)), /AADSTS501481/);
    const result = await redeem(verifier);
    assert.deepEqual(
      [result.uniqueId, result.tenantId, result.account?.username],
      [person.id, started.tenantId, person.userPrincipalName],
    );
    assert.equal(decodeJwt(result.idToken).nonce, 'the-nonce');
    await assert.rejects(redeem(verifier), /AADSTS54005/);
    assert.ok(result.account);
    const again = await client.acquireTokenSilent({
      account: result.account,
      scopes: ['User.Read'],
      forceRefresh: true,
    });
    assert.equal(again.fromCache, false);
    assert.equal(decodeJwt(again.accessToken).oid, person.id);
    await control(started, 'POST', 'faults', { kind: 'mfa', times: 1, person: person.id });
    await assert.rejects(
      client.acquireTokenSilent({ account: result.account, scopes: ['User.Read'], forceRefresh: true }),
      (error) => error instanceof InteractionRequiredAuthError && error.claims !== '',
    );
  });

  it('authorization code by organizations, for a person of the neighbour', async () => {
    const [, neighbour] = started.sandbox.tenants;
    const person = neighbour?.directory.personas()[0];
    assert.ok(person);
    const organizations = msal({ clientSecret: started.clientSecret }, 'organizations');
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const scopes = ['openid', 'profile', 'User.Read'];
    const url = await organizations.getAuthCodeUrl({
      scopes,
      redirectUri,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    });
    const code = (await pick(url, person)).get('code') ?? '';
    const result = await organizations.acquireTokenByCode({ scopes, redirectUri, code, codeVerifier: verifier });
    assert.deepEqual([result.tenantId, result.uniqueId], [neighbour?.id, person.id]);
  });

  it('on behalf of a person, with the errors told apart', async () => {
    const person = cast(started, 'employee');
    const scopes = ['https://graph.microsoft.com/User.Read'];
    const ask = async () => {
      const oboAssertion = await started.sandbox.issueHostToken(person.id);
      return msal({ clientSecret: started.clientSecret }).acquireTokenOnBehalfOf({ oboAssertion, scopes });
    };
    const result = await ask();
    assert.equal(decodeJwt(result?.accessToken ?? '').oid, person.id);
    for (const kind of ['consent', 'mfa'] as const) {
      started.sandbox.faults.add({ kind, times: 1 });
      await assert.rejects(ask(), (error) => error instanceof InteractionRequiredAuthError);
    }
    for (const [kind, code] of [
      ['assertion-expired', /AADSTS500133/],
      ['secret-expired', /AADSTS7000222/],
    ] as const) {
      started.sandbox.faults.add({ kind, times: 1 });
      await assert.rejects(
        ask(),
        (error) =>
          error instanceof Error && code.test(error.message) && !(error instanceof InteractionRequiredAuthError),
      );
    }
  });

  it('asks for consent where it is missing, and remembers the answer', async () => {
    const person = cast(started, 'employee', 3);
    await control(started, 'POST', 'consents', { granted: false });
    const request = { scopes: ['User.Read'], redirectUri, state: 'x' };
    const refused = await pick(await client.getAuthCodeUrl(request), person, { consent: 'no' });
    assert.equal(refused.get('error'), 'access_denied');
    assert.equal((await pick(await client.getAuthCodeUrl(request), person, { consent: 'yes' })).has('code'), true);
    assert.equal((await pick(await client.getAuthCodeUrl(request), person)).has('code'), true);
    await control(started, 'POST', 'consents', { granted: true });
  });

  it('an administrator agrees for the whole organization', async () => {
    const { clientId: client_id } = started;
    const query = new URLSearchParams({
      client_id,
      redirect_uri: redirectUri,
      state: 's',
      scope: 'https://graph.microsoft.com/.default',
    });
    const url = `${started.origin}/login.microsoftonline.com/${started.tenantId}/v2.0/adminconsent?${query}`;
    const as = (persona: 'administrator' | 'employee', method: string, consent: string) =>
      fetch(url, {
        method,
        headers: { cookie: `sandbox-person=${cast(started, persona).id}`, origin: started.origin },
        redirect: 'manual',
        ...(method === 'POST' ? { body: new URLSearchParams({ consent }) } : {}),
      });
    await control(started, 'POST', 'consents', { granted: false });
    assert.match(await (await as('administrator', 'GET', '')).text(), /User\.Read\.All/);
    const employee = await as('employee', 'POST', 'yes');
    assert.equal(employee.status, 200);
    const scopes = ['https://graph.microsoft.com/.default'];
    const roles = async () => {
      const result = await msal({ clientSecret: started.clientSecret }).acquireTokenByClientCredential({ scopes });
      return decodeJwt(result?.accessToken ?? '').roles;
    };
    assert.equal(await roles(), undefined);
    assert.match((await as('administrator', 'POST', 'no')).headers.get('location') ?? '', /error=access_denied/);
    const agreed = new URL((await as('administrator', 'POST', 'yes')).headers.get('location') ?? '');
    assert.deepEqual(Object.fromEntries(agreed.searchParams), {
      admin_consent: 'True',
      tenant: started.tenantId,
      state: 's',
    });
    assert.ok(Array.isArray(await roles()));
  });

  it('signs in silently whom the browser remembers, unless somebody is to be picked', async () => {
    const person = cast(started, 'employee');
    const url = await client.getAuthCodeUrl({ scopes: ['User.Read'], redirectUri, state: 'x' });
    const open = (more = '', mode = 'query') =>
      fetch(rewritten(url).replace('response_mode=query', `response_mode=${mode}`) + more, {
        headers: { cookie: `sandbox-person=${person.id}` },
        redirect: 'manual',
      });
    assert.match((await open()).headers.get('location') ?? '', /[?&]code=/);
    assert.match((await open('&prompt=none')).headers.get('location') ?? '', /[?&]code=/);
    assert.match((await open(`&login_hint=${person.userPrincipalName}`)).headers.get('location') ?? '', /[?&]code=/);
    for (const more of ['&prompt=select_account', '&prompt=login', '&login_hint=another@aldervale.example']) {
      assert.equal((await open(more)).status, 200, more);
    }
    const posted = await (await open('', 'form_post')).text();
    assert.match(posted, /<form method="post" action="http:\/\/localhost:3999\/auth\/callback">/);
    assert.match(posted, /name="code" value="/);
  });
});
