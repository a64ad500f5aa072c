import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { AuditEntry } from '../../src/server/features/audit/schemas.ts';
import { sendProblem, toProblem } from '../../src/server/http/problems.ts';
import { plainAddress, visitorOf } from '../../src/server/http/visitor.ts';
import type { Page } from '../../src/server/platform/cursor.ts';
import { expectProblem } from '../support/client.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

describe('where a visitor comes from', () => {
  it('is one address, however it is written and from whatever port', () => {
    const spellings: Record<string, string[]> = {
      '203.0.113.5': [
        '203.0.113.5',
        '203.0.113.5:51234',
        '203.0.113.5:1',
        ' 203.0.113.5\t',
        '"203.0.113.5:443"',
        '::ffff:203.0.113.5',
        '::FFFF:cb00:7105',
        '0:0:0:0:0:ffff:203.0.113.5',
        '[::ffff:203.0.113.5]:443',
        '::ffff:203.0.113.5:51234',
      ],
      '2001:db8::1': [
        '2001:db8::1',
        '2001:DB8:0:0:0:0:0:1',
        '2001:0db8::0001',
        '[2001:db8::1]',
        '[2001:db8::1]:443',
        '"[2001:db8::1]:51234"',
        '2001:db8:0:0:0:0:0:1:51234',
      ],
      'fe80::1': ['fe80::1%eth0', 'fe80::1%3', '[fe80::1%25eth0]:443'],
    };
    for (const [address, texts] of Object.entries(spellings)) {
      for (const text of texts) assert.equal(plainAddress(text), address, text);
    }
  });

  it('is nowhere where the text is no address', () => {
    const wrong = [
      '',
      'unknown',
      '_hidden',
      'localhost',
      'a.example:443',
      '203.0.113.256',
      '203.0.113.5:',
      '1',
      '0x7f.1',
    ];
    const wronger = [
      '203.0.113.5:x',
      '203.0.113.5:1:2',
      '010.0.0.1',
      '[203.0.113.5]:1',
      '[]:1',
      '[2001:db8::1',
      '::1 x',
    ];
    for (const text of [...wrong, ...wronger, '203.0.113.5:123456', '2001:db8:::1', '<script>']) {
      assert.equal(plainAddress(text), null, text);
    }
  });

  describe('behind proxies', () => {
    /** What a server that trusts so many proxies takes for the visitor's address, or its refusal. */
    async function seen(proxies: number, forwarded: string | null): Promise<unknown> {
      const app = express().set('trust proxy', proxies);
      app.use((request, response) => {
        try {
          response.json(visitorOf(request).address);
        } catch (error) {
          sendProblem(request, response, toProblem(error));
        }
      });
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const headers = forwarded === null ? {} : { 'x-forwarded-for': forwarded };
      const answer = await fetch(`http://127.0.0.1:${port}`, { headers });
      server.close();
      const json: unknown = await answer.json();
      return answer.ok ? json : [answer.status, (json as { code: string }).code];
    }
    const refused = [400, 'malformed_forwarded_for'];

    it('is what the outermost trusted one says, and nothing that the visitor wrote', async () => {
      assert.equal(await seen(1, '203.0.113.5:51234'), '203.0.113.5');
      assert.equal(await seen(1, '198.51.100.9, 203.0.113.5:51234'), '203.0.113.5');
      assert.equal(await seen(1, 'rubbish, 203.0.113.5'), '203.0.113.5');
      assert.equal(await seen(2, 'rubbish, 203.0.113.5:51234, 10.0.0.1:80'), '203.0.113.5');
      assert.equal(await seen(2, '[2001:db8::1]:443,10.0.0.1'), '2001:db8::1');
      assert.equal(await seen(2, ' , 203.0.113.5 ,, 10.0.0.1, '), '203.0.113.5', 'empty elements say nothing');
      assert.equal(await seen(3, '203.0.113.5:1, 10.0.0.1'), '203.0.113.5');
    });

    it('is that of the connection where no proxy says or is trusted', async () => {
      assert.equal(await seen(1, null), '127.0.0.1');
      assert.equal(await seen(1, ' , '), '127.0.0.1');
      assert.equal(await seen(0, '203.0.113.5'), '127.0.0.1');
      assert.equal(await seen(0, 'rubbish'), '127.0.0.1');
    });

    it('is refused where a trusted one names no address', async () => {
      assert.deepEqual(await seen(1, 'unknown'), refused);
      assert.deepEqual(await seen(1, '203.0.113.5, unknown'), refused);
      assert.deepEqual(await seen(2, '203.0.113.5, unknown'), refused);
      assert.deepEqual(await seen(1, '203.0.113.5:51234:1'), refused);
    });
  });

  describe('behind a gateway that writes ports', () => {
    let world: World;
    before(async () => {
      world = await startWorld({ env: { TRUST_PROXY: '1', RATE_LIMIT_CALLS: '40' } });
    });
    after(() => world.close());

    it('hundreds of ports share one budget', async () => {
      const statuses: number[] = [];
      for (let port = 50_000; port < 50_300; port += 1) {
        const address = port % 2 === 0 ? '[2001:db8::7]' : '2001:DB8:0:0::7';
        const headers = { 'x-forwarded-for': port % 2 === 0 ? `${address}:${port}` : address };
        statuses.push((await world.browser().call('GET', '/session', { headers })).status);
      }
      assert.equal(statuses.filter((status) => status === 401).length, statuses.indexOf(429));
      assert.ok(statuses.filter((status) => status === 429).length >= 200);
      const headers = { 'x-forwarded-for': '[2001:db8:0:1::8]:50000' };
      expectProblem(await world.browser().call('GET', '/session', { headers }), 'session_required', 401);
    });

    it('sessions and the audit show the address alone', async () => {
      const admin = await foundOrganization(world);
      const token = await world.hostToken(world.person('administrator').userPrincipalName);
      const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.77:51234' };
      const browser = world.browser();
      assert.equal((await browser.call('POST', '/session', { body: { token }, headers })).status, 200);
      const mine = await browser.call('GET', '/account/sessions', { headers: { 'x-forwarded-for': '203.0.113.77:4' } });
      assert.match(mine.text, /"203\.0\.113\.77"/);
      assert.doesNotMatch(mine.text, /203\.0\.113\.77:/);
      const body = { name: 'Ada' };
      assert.equal((await browser.call('POST', '/records/leads', { body, headers })).status, 201);
      const { items } = await admin.get<Page<AuditEntry>>('/audit?limit=50');
      assert.equal(items.find(({ action }) => action === 'record.create')?.address, '203.0.113.77');
      assert.ok(!world.logLines.some((line) => line.includes('203.0.113.77:')));
    });

    it('what is no address is refused everywhere but by the health checks, in both languages', async () => {
      const call = (path: string, language = 'en') =>
        world.browser().call('GET', path, { headers: { 'x-forwarded-for': 'unknown', 'accept-language': language } });
      for (const path of ['/session', '/auth/sign-in', '/oauth/jwks', '/']) {
        const { detail } = expectProblem(await call(path), 'malformed_forwarded_for', 400);
        assert.match(detail, /The proxy in front of Foyer/);
      }
      assert.match(
        expectProblem(await call('/session', 'fr'), 'malformed_forwarded_for', 400).detail,
        /Le proxy devant/,
      );
      assert.equal((await call('/healthz')).status, 200);
      assert.equal((await call('/readyz')).status, 200);
    });
  });
});
