import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Client } from '../support/client.ts';
import { expectProblem } from '../support/client.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

describe('bad input', () => {
  let world: World;
  let administrator: Client;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world, 'Alder & Vale');
  });
  after(() => world.close());

  /** Whatever was refused must have left the organization as it was. */
  afterEach(async () => {
    const { name } = await administrator.get<{ name: string }>('/organization');
    assert.equal(name, 'Alder & Vale');
  });

  const json = { 'content-type': 'application/json' };

  it('that is no JSON is malformed_json', async () => {
    for (const raw of ['{"name":', 'name=Other', '{"name":"Other"}}', '"Other"']) {
      expectProblem(await administrator.call('PATCH', '/organization', { raw, headers: json }), 'malformed_json', 400);
    }
  });

  it('of an unknown field is refused with its name', async () => {
    const answer = await administrator.call('PATCH', '/organization', { body: { name: 'Other', seats: 100 } });
    const { errors } = expectProblem(answer, 'validation_failed', 400);
    assert.deepEqual(errors, [{ field: 'seats', code: 'unrecognized_keys', message: 'This field is not known.' }]);
  });

  it('of an unknown field is refused also where that has a meaning in JavaScript', async () => {
    for (const [path, raw, field] of [
      ['/organization', '{"__proto__":{"name":"Other"}}', '__proto__'],
      ['/organization', '{"constructor":{}}', 'constructor'],
      ['/subscription', '{"extensions":{"__proto__":{"bought":1}}}', 'extensions.__proto__'],
      ['/subscription', '{"extensions":{"mail":{"__proto__":1}}}', 'extensions.mail.__proto__'],
    ] as const) {
      const answer = await administrator.call('PATCH', path, { raw, headers: json });
      const { errors } = expectProblem(answer, 'validation_failed', 400);
      assert.ok(
        errors?.some((error) => error.field === field && error.code === 'unrecognized_keys'),
        answer.text,
      );
    }
  });

  it('of ninety thousand unknown fields is counted, and the first are named', async () => {
    const body = Object.fromEntries(Array.from({ length: 90_000 }, (_, number) => [`k${number}`, 1]));
    const answer = await administrator.call('PATCH', '/organization', { body });
    const { errors, errorCount } = expectProblem(answer, 'validation_failed', 400);
    assert.deepEqual([errors?.length, errorCount], [50, 90_000]);
    const long = await administrator.call('PATCH', '/organization', { body: { ['n'.repeat(5000)]: 1 } });
    assert.equal(expectProblem(long, 'validation_failed', 400).errors?.[0]?.field.length, 200);
  });

  it('of more than 16 kB is too much where nobody has signed in', async () => {
    const stranger = world.browser();
    const body = { token: 'x'.repeat(16_000) };
    expectProblem(await stranger.call('POST', '/session', { body }), 'invalid_token', 401);
    const larger = { token: 'x'.repeat(16_400) };
    expectProblem(await stranger.call('POST', '/session', { body: larger }), 'payload_too_large', 413);
  });

  it('of the wrong kind is refused field by field', async () => {
    const answer = await administrator.call('PATCH', '/organization', {
      body: { name: { $gt: '' }, timeZone: 'Nowhere/Atlantis', language: 'de' },
    });
    const { errors } = expectProblem(answer, 'validation_failed', 400);
    assert.deepEqual(
      errors?.map(({ field, code }) => [field, code]),
      [
        ['name', 'invalid_type'],
        ['timeZone', 'unknown_time_zone'],
        ['language', 'invalid_value'],
      ],
    );
  });

  it('longer than a megabyte is payload_too_large', async () => {
    const body = { name: 'x'.repeat(1_100_000) };
    expectProblem(await administrator.call('PATCH', '/organization', { body }), 'payload_too_large', 413);
  });

  it('that is not JSON by its type is unsupported_media_type', async () => {
    const raw = '{"name":"Other"}';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const answer = await administrator.call('PATCH', '/organization', { raw, headers: { 'content-type': type } });
      expectProblem(answer, 'unsupported_media_type', 415);
    }
  });

  it('in the query is refused too, known or not', async () => {
    const wrong = expectProblem(await administrator.call('GET', '/members?limit=0&sort=age'), 'validation_failed', 400);
    assert.deepEqual(wrong.errors?.map(({ field }) => field).sort(), ['limit', 'sort']);
    const unknown = expectProblem(await administrator.call('GET', '/members?secret=1'), 'validation_failed', 400);
    assert.deepEqual(
      unknown.errors?.map(({ field }) => field),
      ['secret'],
    );
    expectProblem(await administrator.call('GET', '/session?a[$ne]=1'), 'validation_failed', 400);
  });

  it('for an id is refused with the name of the field', async () => {
    for (const id of ['1', 'undefined', 'zzzzzzzzzzzzzzzzzzzzzzzz', '%00']) {
      const { errors } = expectProblem(await administrator.call('GET', `/members/${id}`), 'validation_failed', 400);
      assert.deepEqual(
        errors?.map(({ field, code }) => [field, code]),
        [['id', 'malformed_id']],
      );
    }
  });

  it('for an address is refused with the name of the field', async () => {
    const site = (redirectUris: unknown[]) =>
      administrator.call('POST', '/sites', { body: { name: 'Harbour', redirectUris, scopes: [] } });
    const wrong = [
      '',
      'x',
      'https://',
      'https://[',
      'https://a:99999/',
      'http://%',
      'ftp://a.example/',
      'https://a.example/#b',
    ];
    for (const address of [...wrong, 'http://a.example/', ' https://a.example/', 'https://a.example/\n']) {
      const { errors } = expectProblem(await site(['https://a.example/back', address]), 'validation_failed', 400);
      assert.deepEqual(
        errors?.map(({ field, code }) => [field, code]),
        [['redirectUris.1', 'malformed_redirect_uri']],
        address,
      );
    }
    const { errors } = expectProblem(
      await site(['https://a.example/', 'https://b.example/']),
      'validation_failed',
      400,
    );
    assert.deepEqual(
      errors?.map(({ code }) => code),
      ['several_hosts'],
    );
  });

  it('in bytes that are not what the headers say is malformed_json', async () => {
    const packed = { ...json, 'content-encoding': 'gzip' };
    expectProblem(
      await administrator.call('PATCH', '/organization', { raw: '{}', headers: packed }),
      'malformed_json',
      400,
    );
    for (const headers of [{ ...json, 'content-encoding': 'zip' }, { 'content-type': 'application/json; charset=x' }]) {
      expectProblem(
        await administrator.call('PATCH', '/organization', { raw: '{}', headers }),
        'unsupported_media_type',
        415,
      );
    }
  });

  it('that is no HTTP is a problem too', async () => {
    const { hostname, port } = new URL(world.url);
    const send = async (text: string) => {
      const socket = connect(Number(port), hostname).setEncoding('utf8');
      socket.end(text);
      const answer = (await socket.toArray()).join('');
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      const status = Number(head.split(' ')[1]);
      const headers = new Headers(
        head
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(': ', 2) as [string, string]),
      );
      return { status, headers, text: body };
    };
    const get = `GET /api/v1/session HTTP/1.1\r\nHost: ${hostname}\r\n`;
    expectProblem(await send(`${get}Cookie: a=${'x'.repeat(20_000)}\r\n\r\n`), 'headers_too_large', 431);
    expectProblem(await send(`${get}Cookie: a=${'x'.repeat(400_000)}\r\n\r\n`), 'headers_too_large', 431);
    for (const text of [`${get}Content-Length: x\r\n\r\n`, 'NONSENSE / HTTP/1.1\r\n\r\n', `${get}a b: c\r\n\r\n`]) {
      expectProblem(await send(text), 'malformed_request', 400);
    }
  });

  it('for a cursor is invalid_cursor', async () => {
    const forged = [
      'x',
      Buffer.from('[]').toString('base64url'),
      Buffer.from('[{"$gt":""},1]').toString('base64url'),
      Buffer.from('{"a":1}').toString('base64url'),
      // Of the right number of values, of kinds that the fields are not.
      Buffer.from('["a","b"]').toString('base64url'),
      Buffer.from('["a",1e308]').toString('base64url'),
      Buffer.from('["a",{"$date":"2024-01-01T00:00:00Z"}]').toString('base64url'),
      Buffer.from('["a",{"$numberDouble":"NaN"}]').toString('base64url'),
    ];
    for (const cursor of forged) {
      expectProblem(await administrator.call('GET', `/members?cursor=${cursor}`), 'invalid_cursor', 400);
    }
  });

  it('to an unknown address is not_found', async () => {
    for (const path of ['/nothing', '/members/a/b/c', '/api/v2/session']) {
      expectProblem(await administrator.call('GET', path), 'not_found', 404);
    }
    expectProblem(await administrator.call('GET', '/members/%E0%A4%A'), 'malformed_json', 400);
  });

  it('by another method is method_not_allowed, with those that are', async () => {
    const answer = await administrator.call('PUT', '/session', { body: {} });
    expectProblem(answer, 'method_not_allowed', 405);
    assert.deepEqual(answer.headers.get('allow')?.split(', ').sort(), ['DELETE', 'GET', 'POST']);
  });

  it('without a session is session_required', async () => {
    const nobody = world.browser();
    for (const path of ['/session', '/organization', '/members', '/audit']) {
      expectProblem(await nobody.call('GET', path), 'session_required', 401);
    }
    nobody.cookies.set('foyer', 'A'.repeat(43));
    expectProblem(await nobody.call('GET', '/session'), 'session_required', 401);
  });

  it('is explained in the language that the reader asks for', async () => {
    const french = await administrator.call('GET', '/nothing', { headers: { 'accept-language': 'fr-CA, en;q=0.5' } });
    assert.match(expectProblem(french, 'not_found').detail, /Il n’y a rien ici/);
    assert.equal(french.headers.get('content-language'), 'fr');
    const other = await administrator.call('GET', '/nothing', { headers: { 'accept-language': 'de' } });
    assert.match(expectProblem(other, 'not_found').detail, /There is nothing here/);
  });
});
