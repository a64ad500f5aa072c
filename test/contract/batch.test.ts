import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, cast, control, eventual, graph, refusedWith, testSandbox } from './sandbox.ts';
import { conforms, documented } from './schema.ts';

interface Inner {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Awaited<ReturnType<Response['json']>>;
}

describe('$batch in the sandbox Graph', () => {
  let started: StartedSandbox;
  let app: string;
  const ask = (requests: unknown) => graph(started, app, '$batch', { method: 'POST', json: { requests } });
  async function batch(requests: unknown[]): Promise<Inner[]> {
    conforms('batchRequest', { requests });
    const { status, body } = await ask(requests);
    assert.equal(status, 200, JSON.stringify(body));
    conforms('batchResponse', body);
    return body.responses;
  }

  before(async () => {
    started = await testSandbox({ people: 60 });
    app = await application(started);
  });
  after(() => started.close());

  it('answers each request for itself', async () => {
    const person = cast(started, 'employee');
    const [user, search, missing] = await batch([
      { id: '1', method: 'GET', url: `/users/${person.id}?$select=displayName` },
      { id: '2', method: 'GET', url: '/users?$search="displayName:a"&$top=1', headers: eventual },
      { id: '3', method: 'GET', url: '/users/nobody@aldervale.example' },
    ]);
    assert.equal(user?.body.displayName, person.displayName);
    conforms('userCollectionResponse', search?.body);
    assert.equal(missing?.status, 404);
    conforms('odataError', missing.body);
  });

  it('carries pictures as Base64, and mail', async () => {
    const person = started.sandbox.tenants[0]?.directory.search('', 60).find(({ hasPhoto }) => hasPhoto);
    const message = { subject: 'In a batch', toRecipients: [{ emailAddress: { address: 'b@elsewhere.example' } }] };
    const [photo, mail] = await batch([
      { id: 'p', method: 'GET', url: `/users/${person?.id}/photos/48x48/$value` },
      {
        id: 'm',
        method: 'POST',
        url: `/users/${started.mailSender}/sendMail`,
        headers: { 'Content-Type': 'application/json' },
        body: { message },
      },
    ]);
    assert.equal(photo?.headers['Content-Type'], 'image/png');
    assert.equal(Buffer.from(photo.body, 'base64').subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([mail?.status, mail?.body], [202, undefined]);
    assert.equal(started.sandbox.mailboxes.inbox('b@elsewhere.example').length, 1);
  });

  it('throttles inside a 200, and 424 follows what failed', async () => {
    await control(started, 'POST', 'faults', { kind: 'throttle', match: '/users/', times: 1, retryAfter: 3 });
    const [first, second, third] = await batch([
      { id: '1', method: 'GET', url: '/users/x' },
      { id: '2', method: 'GET', url: '/organization', dependsOn: ['1'] },
      { id: '3', method: 'GET', url: '/organization' },
    ]);
    assert.deepEqual([first?.status, first?.headers['Retry-After']], [429, '3']);
    assert.deepEqual([second?.status, third?.status], [424, 200]);
  });

  it(`refuses more than ${documented.batchMax}, none, twins and unknown dependencies`, async () => {
    const request = (id: string, more = {}) => ({ id, method: 'GET', url: '/organization', ...more });
    const many = Array.from({ length: documented.batchMax + 1 }, (_, i) => request(String(i)));
    assert.equal((await batch(many.slice(1))).length, documented.batchMax);
    for (const bad of [
      many,
      [],
      [request('1'), request('1')],
      [request('1', { dependsOn: ['2'] })],
      'x',
      [{ id: '1' }],
    ]) {
      await refusedWith(400, 'BadRequest', ask(bad));
    }
    const [inner] = await batch([{ id: '1', method: 'POST', url: '/$batch', body: { requests: [] } }]);
    assert.equal(inner?.status, 400);
  });
});
