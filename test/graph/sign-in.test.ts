import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { testCertificate } from './certificate.ts';
import { refused } from './expect.ts';
import { appUrl, Sandboxed } from './sandboxed.ts';

describe('signing in', () => {
  let world: Sandboxed;
  before(async () => {
    world = await Sandboxed.start();
  });
  after(() => world.close());
  afterEach(() => world.noFaults());

  const redirectUri = `${appUrl}/auth/callback`;
  const secrets = () => ({ state: randomUUID(), nonce: randomUUID(), codeVerifier: randomUUID() + randomUUID() });

  describe("with a host's token", () => {
    it('INV-5 the login ID is what Graph says of the object that signed in', async () => {
      for (const persona of ['employee', 'guest', 'administrator'] as const) {
        const person = await world.person(persona);
        const identity = await world.microsoft.verifyHostToken(await world.hostToken(person));
        assert.equal(identity.objectId, person.id);
        assert.equal(identity.tenantId, world.sandbox.tenantId);
        const self = await world.microsoft.readSelf(identity);
        assert.equal(self.userPrincipalName, person.userPrincipalName);
        assert.equal(self.userType, persona === 'guest' ? 'Guest' : 'Member');
        assert.equal(self.accountEnabled, true);
      }
    });

    it('a missing consent, a demanded second factor and an old token each say what to do', async () => {
      const person = await world.person('employee');
      const identity = await world.microsoft.verifyHostToken(await world.hostToken(person));
      const readSelf = () => world.connect().readSelf(identity);
      await world.turn('faults', { kind: 'consent', times: 1 });
      await refused('consent_required', readSelf());
      await world.turn('faults', { kind: 'mfa', times: 1 });
      const { claims } = await refused('interaction_required', readSelf());
      assert.ok(JSON.parse(claims ?? '').access_token);
      await world.turn('faults', { kind: 'assertion-expired', times: 1 });
      await refused('assertion_expired', readSelf());
      await world.turn('faults', { kind: 'secret-expired', times: 1 });
      await refused('client_secret_expired', readSelf());
      assert.equal((await readSelf()).objectId, person.id);
    });

    it('goes on when Graph drops the token that was kept', async () => {
      const identity = await world.microsoft.verifyHostToken(await world.hostToken(await world.person('employee')));
      await world.microsoft.readSelf(identity);
      await world.turn('faults', { kind: 'expired-token', match: '/v1.0/me', times: 1 });
      await world.microsoft.readSelf(identity);
    });
  });

  describe('with a token that the sandbox makes badly', () => {
    const bad = {
      'signed by nobody': [{ signedBy: 'nobody' }, 'invalid_token'],
      'signed by a stranger': [{ signedBy: 'stranger' }, 'invalid_token'],
      'signed with the key for personal accounts': [{ signedBy: 'consumers' }, 'invalid_token'],
      expired: [{ lifetime: -120 }, 'expired_token'],
      'for another application': [{ claims: { aud: randomUUID() } }, 'wrong_audience'],
      'of another tenant than its issuer': [{ claims: { tid: randomUUID() } }, 'invalid_token'],
      'without a scope': [{ claims: { scp: null } }, 'invalid_token'],
      'without an object id': [{ claims: { oid: null } }, 'invalid_token'],
    } as const;
    for (const [what, [options, code]] of Object.entries(bad)) {
      it(`INV-5 ${what}: refused`, async () => {
        const person = (await world.person('employee')).id;
        const { token } = await world.turn<{ token: string }>('tokens', { person, ...options });
        await refused(code, world.microsoft.verifyHostToken(token));
      });
    }
    it('INV-5 an e-mail address of somebody else in the token changes nothing', async () => {
      const [person, boss] = [await world.person('employee'), await world.person('administrator')];
      const { userPrincipalName: email } = boss;
      const claims = { email, upn: email, preferred_username: email, unique_name: email };
      const { token } = await world.turn<{ token: string }>('tokens', { person: person.id, claims });
      const self = await world.microsoft.readSelf(await world.microsoft.verifyHostToken(token));
      assert.equal(self.userPrincipalName, person.userPrincipalName);
    });
    it('after Entra changed its key the old and the new one count', async () => {
      const person = await world.person('employee');
      const before = await world.hostToken(person);
      await world.turn('keys/rotate');
      await world.microsoft.verifyHostToken(before);
      await world.microsoft.verifyHostToken(await world.hostToken(person));
    });
  });

  describe('as the application', () => {
    it('goes with a certificate that is registered, and with no other', async () => {
      const registered = testCertificate();
      const other = await Sandboxed.start(10, [registered.certificate]);
      const { tenantId } = other.sandbox;
      const connect = (certificate: ReturnType<typeof testCertificate>) =>
        other.connect({ clientSecret: undefined, certificate });
      assert.ok(await connect(registered).organization(tenantId));
      await refused('certificate_invalid', connect(testCertificate()).organization(tenantId));
      await other.close();
    });
  });

  describe('in a browser', () => {
    it('goes by code and PKCE, and knows the person by an ID token that was checked', async () => {
      const person = await world.person('employee');
      const { state, nonce, codeVerifier } = secrets();
      const url = await world.microsoft.signIn.begin({ redirectUri, state, nonce, codeVerifier, locale: 'fr' });
      assert.ok(
        url.startsWith(`${world.sandbox.origin}/login.microsoftonline.com/organizations/oauth2/v2.0/authorize?`),
      );
      assert.ok(!url.includes(codeVerifier));
      const answer = await world.browse(url, person);
      assert.equal(answer.get('state'), state);
      const code = answer.get('code') ?? '';
      const identity = await world.microsoft.signIn.redeem({ code, codeVerifier, redirectUri, nonce });
      assert.equal(identity.objectId, person.id);
      const self = await world.microsoft.readSelf(identity);
      assert.equal(self.userPrincipalName, person.userPrincipalName);
    });

    it('refuses a code used twice, another verifier, another nonce, another redirect and a made-up code', async () => {
      const person = await world.person('employee');
      const { redeem, begin } = world.microsoft.signIn;
      const newCode = async (s: ReturnType<typeof secrets>) =>
        (await world.browse(await begin({ redirectUri, ...s }), person)).get('code') ?? '';

      const first = secrets();
      const code = await newCode(first);
      await redeem({ redirectUri, code, ...first });
      await refused('invalid_code', redeem({ redirectUri, code, ...first }));
      await refused('invalid_code', redeem({ redirectUri, code: 'made-up', ...first }));

      const second = secrets();
      await refused(
        'invalid_code',
        redeem({ redirectUri, code: await newCode(second), ...second, codeVerifier: 'x'.repeat(43) }),
      );
      const third = secrets();
      await refused('invalid_token', redeem({ redirectUri, code: await newCode(third), ...third, nonce: 'other' }));
      const fourth = secrets();
      await assert.rejects(redeem({ code: await newCode(fourth), ...fourth, redirectUri: `${appUrl}/elsewhere` }));
    });

    it('refuses people of another tenant where only one may sign in', async () => {
      const tenantId = randomUUID();
      const foreign = world.connect({ tenantId });
      const token = await world.hostToken(await world.person('employee'));
      await refused('invalid_token', foreign.verifyHostToken(token));
      const url = await foreign.signIn.begin({ redirectUri, ...secrets() });
      assert.ok(url.includes(`/login.microsoftonline.com/${tenantId}/oauth2/`));
    });

    it('names the address where an administrator consents for all', async () => {
      const { tenantId, origin, clientId } = world.sandbox;
      const url = new URL(world.microsoft.signIn.adminConsentUrl({ tenantId, redirectUri, state: 's' }));
      assert.equal(url.origin + url.pathname, `${origin}/login.microsoftonline.com/${tenantId}/v2.0/adminconsent`);
      assert.equal(url.searchParams.get('client_id'), clientId);
    });
  });
});
