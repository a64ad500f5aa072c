import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { createTokens } from '../../src/graph/auth/tokens.ts';
import { Lru } from '../../src/graph/lru.ts';
import { createTransport } from '../../src/graph/transport.ts';
import { testCertificate } from './certificate.ts';
import { type Scripted, startScripted } from './scripted.ts';

describe('tokens of Entra', () => {
  let scripted: Scripted;
  const clientId = randomUUID();
  const tenantId = randomUUID();

  beforeEach(async () => {
    scripted = await startScripted();
  });
  afterEach(() => scripted.close());

  const connect = (credentials: object) =>
    createTokens({ clientId, ...credentials }, createTransport({ rewriteOrigin: scripted.origin }));

  it('are kept, one for each tenant, and many who wait for the same get one', async () => {
    const tokens = connect({ clientSecret: 's' });
    const other = randomUUID();
    const wanted = [...Array<string>(20).fill(tenantId), other, tenantId.toUpperCase()];
    const first = await Promise.all(wanted.map((tenant) => tokens.forApplication(tenant)));
    assert.equal(new Set(first).size, 2);
    assert.equal(await tokens.forApplication(tenantId), first[0]);
    assert.equal(scripted.calls.length, 2);
    assert.notEqual(await tokens.forApplication(tenantId, { fresh: true }), first[0]);
  });

  it("on behalf of somebody go with that person's token alone", async () => {
    const tokens = connect({ clientSecret: 's' });
    const [ada, grace, again] = [
      await tokens.onBehalfOf(tenantId, 'host-token-of-ada'),
      await tokens.onBehalfOf(tenantId, 'host-token-of-grace'),
      await tokens.onBehalfOf(tenantId, 'host-token-of-ada'),
    ];
    assert.equal(ada, again);
    assert.notEqual(ada, grace);
    assert.deepEqual(
      scripted.calls.map(({ body }) => new URLSearchParams(body).get('assertion')),
      ['host-token-of-ada', 'host-token-of-grace'],
    );
  });

  it('are asked for with an assertion signed by the certificate, which never shows the key', async () => {
    const pem = testCertificate();
    await connect({ certificate: pem }).forApplication(tenantId);
    const body = new URLSearchParams(scripted.calls[0]?.body);
    const assertion = body.get('client_assertion') ?? '';
    assert.deepEqual(Object.keys(decodeProtectedHeader(assertion)).sort(), ['alg', 'typ', 'x5c', 'x5t#S256']);
    assert.equal(decodeJwt(assertion).iss, clientId);
    assert.equal(body.get('client_secret'), null);
    assert.ok(!scripted.calls[0]?.body.includes(pem.privateKey.split('\n')[1] ?? 'none'));
  });

  it('for what is not a tenant id are a programmer’s mistake, and no address is made of it', async () => {
    const tokens = connect({ clientSecret: 's' });
    for (const tenant of ['', 'common', '../x', `${tenantId}/..`, '9188040d-6c67-4c5b-b112-36a304b66dad']) {
      await assert.rejects(tokens.forApplication(tenant), TypeError);
    }
    assert.equal(scripted.calls.length, 0);
  });
});

describe('the bounded map', () => {
  it('forgets what was not used for longest', () => {
    const map = new Lru<string>(2);
    const made: string[] = [];
    const get = (key: string) =>
      map.getOrCreate(key, () => {
        made.push(key);
        return key;
      });
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) get(key);
    assert.deepEqual(made, ['a', 'b', 'c', 'b']);
    assert.equal(map.size, 2);
  });
});
