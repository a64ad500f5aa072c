import assert from 'node:assert/strict';
import { createPublicKey, randomUUID } from 'node:crypto';
import { base64url, SignJWT, UnsecuredJWT } from 'jose';
import { createMicrosoft, type Microsoft } from '../../src/graph/microsoft.ts';
import { refused } from './expect.ts';
import { Issuer, newKey } from './issuer.ts';

describe('host tokens', () => {
  let issuer: Issuer;
  let microsoft: Microsoft;

  beforeEach(async () => {
    issuer = await Issuer.start();
    microsoft = connect();
  });
  afterEach(() => issuer.stop());

  function connect(): Microsoft {
    return createMicrosoft({ clientId: issuer.clientId, clientSecret: 'unused', rewriteOrigin: issuer.origin });
  }
  const minutes = (count: number) => Math.floor(Date.now() / 1000) + count * 60;

  it('takes a good token and says who it is of by tid and oid', async () => {
    const token = await issuer.sign({ email: 'boss@example.com', upn: 'boss@example.com' });
    const identity = await microsoft.verifyHostToken(token);
    const { tenantId, objectId } = issuer;
    assert.deepEqual(
      { ...identity, expiresAt: undefined },
      {
        tenantId,
        objectId,
        name: 'Ada Example',
        token,
        tokenFor: 'foyer',
        expiresAt: undefined,
        authenticatedAt: null,
      },
    );
    assert.ok(identity.expiresAt.getTime() > Date.now());
  });

  it('ACC-8 takes from it when the person was asked, where it says so in seconds', async () => {
    const claimed = async (claim: unknown) =>
      (await microsoft.verifyHostToken(await issuer.sign({ auth_time: claim }))).authenticatedAt;
    assert.deepEqual(await claimed(minutes(-7)), new Date(minutes(-7) * 1000));
    for (const claim of [undefined, null, '1700000000', true]) assert.equal(await claimed(claim), null);
  });

  it('takes scopes beside access_as_user', async () => {
    await microsoft.verifyHostToken(await issuer.sign({ scp: 'other access_as_user' }));
  });

  describe('INV-5 refuses', () => {
    it('a token that somebody else signed under a known key id', async () => {
      const forged = await issuer.sign({}, { kid: issuer.key.kid }, newKey());
      await refused('invalid_token', microsoft.verifyHostToken(forged));
    });
    it('a token whose claims were changed after signing', async () => {
      const [header, , signature] = (await issuer.sign()).split('.');
      const claims = base64url.encode(JSON.stringify(issuer.claims({ oid: randomUUID() })));
      await refused('invalid_token', microsoft.verifyHostToken(`${header}.${claims}.${signature}`));
    });
    it('an unsigned token (alg none)', async () => {
      await refused('invalid_token', microsoft.verifyHostToken(new UnsecuredJWT(issuer.claims()).encode()));
    });
    it('HS256 with the public key as the secret', async () => {
      const pem = createPublicKey(issuer.key.privateKey).export({ type: 'spki', format: 'pem' });
      const forged = await new SignJWT(issuer.claims())
        .setProtectedHeader({ alg: 'HS256', kid: issuer.key.kid })
        .sign(Buffer.from(pem));
      await refused('invalid_token', microsoft.verifyHostToken(forged));
    });
    it('another algorithm of the right key', async () => {
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({}, { alg: 'PS256' })));
    });
    it('an expired token', async () => {
      await refused('expired_token', microsoft.verifyHostToken(await issuer.sign({ exp: minutes(-2) })));
    });
    it('a token that does not count yet', async () => {
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ nbf: minutes(10) })));
    });
    it('a token without an expiry', async () => {
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ exp: undefined })));
    });
    it("another application's token", async () => {
      await refused('wrong_audience', microsoft.verifyHostToken(await issuer.sign({ aud: randomUUID() })));
    });
    it("Graph's token", async () => {
      await refused(
        'wrong_audience',
        microsoft.verifyHostToken(await issuer.sign({ aud: 'https://graph.microsoft.com' })),
      );
    });
    it('a token of another issuer', async () => {
      const iss = `https://login.example.com/${issuer.tenantId}/v2.0`;
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ iss })));
    });
    it("a token with another tenant's issuer", async () => {
      const iss = `https://login.microsoftonline.com/${randomUUID()}/v2.0`;
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ iss })));
    });
    it('a v1.0 token', async () => {
      const iss = `https://sts.windows.net/${issuer.tenantId}/`;
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ iss, ver: '1.0' })));
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ ver: '1.0' })));
    });
    it('a token without the scope', async () => {
      for (const scp of [undefined, '', 'User.Read', 'access_as_user_too', ['access_as_user']]) {
        await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ scp })));
      }
    });
    it('a token without tenant or person', async () => {
      for (const lacking of [{ tid: undefined }, { oid: undefined }, { oid: '' }, { oid: 7 }, { tid: 'common' }]) {
        await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign(lacking)));
      }
    });
    it('a personal account, whose tenant is nobody’s organization', async () => {
      const tid = '9188040d-6c67-4c5b-b112-36a304b66dad';
      const iss = `https://login.microsoftonline.com/${tid}/v2.0`;
      await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({ tid, iss })));
    });
    it('another tenant, where only one may sign in', async () => {
      const { clientId, tenantId, origin: rewriteOrigin } = issuer;
      const ours = createMicrosoft({ clientId, clientSecret: 'unused', tenantId, rewriteOrigin });
      await ours.verifyHostToken(await issuer.sign());
      const tid = randomUUID();
      const foreign = await issuer.sign({ tid, iss: `https://login.microsoftonline.com/${tid}/v2.0` });
      await microsoft.verifyHostToken(foreign);
      await refused('invalid_token', ours.verifyHostToken(foreign));
    });
    it('a key that may sign for another tenant only', async () => {
      issuer.rotate(`https://login.microsoftonline.com/${randomUUID()}/v2.0`);
      const refusal = await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign()));
      assert.equal(refusal.reason, 'kid');
    });
    it('garbage', async () => {
      const [header, claims] = (await issuer.sign()).split('.');
      const garbage = [
        '',
        '.',
        '..',
        'x',
        'a.b.c',
        'é'.repeat(9),
        '1.2.3.4.5',
        `${header}.${claims}.`,
        'A'.repeat(100_000),
      ];
      for (const token of garbage) await refused('invalid_token', microsoft.verifyHostToken(token));
    });
    it('nothing more than needed in its error', async () => {
      const token = await issuer.sign({ aud: randomUUID() });
      const error = await refused('wrong_audience', microsoft.verifyHostToken(token));
      assert.ok(!JSON.stringify([error.message, error.reason, error.stack, error.cause]).includes(token.slice(0, 20)));
    });
  });

  describe('signing keys', () => {
    it('are read once for many tokens at once', async () => {
      const token = await issuer.sign();
      await Promise.all(Array.from({ length: 50 }, () => microsoft.verifyHostToken(token)));
      assert.deepEqual(issuer.reads, { metadata: 1, keys: 1 });
    });
    it('are read again for a key id never seen, and a few times only for made-up ones', async () => {
      await microsoft.verifyHostToken(await issuer.sign());
      const stranger = newKey();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, async () => microsoft.verifyHostToken(await issuer.sign({}, {}, stranger))),
      );
      assert.ok(outcomes.every(({ status }) => status === 'rejected'));
      assert.ok(issuer.reads.keys <= 6, `${issuer.reads.keys} reads`);
      for (let count = 0; count < 20; count++) {
        await refused('invalid_token', microsoft.verifyHostToken(await issuer.sign({}, {}, stranger)));
      }
      assert.equal(issuer.reads.keys, 6);
    });
    it('failing to come are an outage and no bad token, and are asked for again', async () => {
      const token = await issuer.sign();
      issuer.outage = 503;
      await refused('unavailable', microsoft.verifyHostToken(token));
      issuer.outage = 0;
      await microsoft.verifyHostToken(token);
    });
    it('may change', async () => {
      await microsoft.verifyHostToken(await issuer.sign());
      issuer.rotate();
      await microsoft.verifyHostToken(await issuer.sign());
    });
  });

  it('says that Microsoft is unavailable when nobody answers', async () => {
    const token = await issuer.sign();
    const lonely = createMicrosoft({
      clientId: issuer.clientId,
      clientSecret: 'unused',
      rewriteOrigin: 'http://127.0.0.1:9',
    });
    const error = await refused('unavailable', lonely.verifyHostToken(token));
    assert.match(error.message, /login\.microsoftonline\.com/);
  });
});
