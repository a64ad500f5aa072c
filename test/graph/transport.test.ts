import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTransport } from '../../src/graph/transport.ts';
import { refused } from './expect.ts';

describe('the transport to Microsoft', () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('leaves an address as it is, and puts the host into the path for the sandbox', () => {
    const url = 'https://graph.microsoft.com/v1.0/users/delta?$skiptoken=a%2Fb+c';
    assert.equal(createTransport({}).browserUrl(url), url);
    assert.equal(
      createTransport({ rewriteOrigin: 'http://localhost:3001' }).browserUrl(url),
      'http://localhost:3001/graph.microsoft.com/v1.0/users/delta?$skiptoken=a%2Fb+c',
    );
  });

  it('goes to Microsoft by https and nowhere else', async () => {
    const elsewhere = [
      'http://graph.microsoft.com/v1.0/me',
      'https://graph.microsoft.com.example.com/v1.0/me',
      'https://graph.microsoft.com:8443/v1.0/me',
      'https://example.com/?graph.microsoft.com',
      'https://graph.microsoft.com@example.com/v1.0/me',
      'file:///etc/passwd',
    ];
    for (const rewriteOrigin of [undefined, 'http://127.0.0.1:9']) {
      const transport = createTransport({ rewriteOrigin });
      for (const url of elsewhere) await assert.rejects(transport.fetch(url), TypeError, url);
    }
  });

  it('follows no redirect, so that a token never goes to another host', async () => {
    const requests: (string | undefined)[] = [];
    const rewriteOrigin = await serve((request, response) => {
      requests.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await refused('unavailable', createTransport({ rewriteOrigin }).fetch('https://graph.microsoft.com/v1.0/me'));
    assert.ok(!requests.includes('/elsewhere'));
  });

  it('gives up after the time-out, before the reply and in the middle of it', async () => {
    const rewriteOrigin = await serve((request, response) => {
      if (request.url?.endsWith('/half')) response.write('half');
    });
    const transport = createTransport({ rewriteOrigin, timeoutMs: 50 });
    for (const path of ['none', 'half']) {
      const error = await refused('unavailable', transport.fetch(`https://graph.microsoft.com/v1.0/${path}`));
      assert.equal(error.reason, 'TimeoutError');
    }
  });

  it('asks again when a connection dies under a reading request, and never repeats a writing one', async () => {
    const seen = { GET: 0, POST: 0 };
    const rewriteOrigin = await serve((request, response) => {
      const method = request.method === 'GET' ? 'GET' : 'POST';
      seen[method]++;
      if (method === 'POST' || seen.GET === 1) request.socket.destroy();
      else response.end('fine');
    });
    const transport = createTransport({ rewriteOrigin });
    assert.equal(await (await transport.fetch('https://graph.microsoft.com/v1.0/me')).text(), 'fine');
    await refused('unavailable', transport.fetch('https://graph.microsoft.com/v1.0/me', { method: 'POST', body: 'x' }));
    assert.deepEqual(seen, { GET: 2, POST: 1 });
  });
});
