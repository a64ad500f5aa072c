import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createTransport } from '../../src/graph/transport.ts';
import { obeyProxies } from '../../src/start/obey-proxies.ts';

describe('the proxy of a company', () => {
  const asked: string[] = [];
  const microsoft = createServer((request, response) => response.end(`answered ${request.url}`));
  // Names that nobody else resolves, so that only the proxy can get there.
  const proxy = createServer().on('connect', (request, socket, head) => {
    asked.push(String(request.url));
    const { port } = microsoft.address() as AddressInfo;
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
  });
  const address = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  before(async () => {
    for (const server of [microsoft, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    asked.length = 0;
  });
  after(() => {
    for (const server of [microsoft, proxy]) {
      server.closeAllConnections();
      server.close();
    }
  });

  for (const name of ['HTTP_PROXY', 'http_proxy']) {
    it(`is used by what goes to Microsoft when ${name} names it`, async () => {
      const reset = obeyProxies({ [name]: address() });
      try {
        const transport = createTransport({ rewriteOrigin: 'http://stand-in.example:8080' });
        const answer = await transport.fetch('https://graph.microsoft.com/v1.0/organization');
        assert.equal(await answer.text(), 'answered /graph.microsoft.com/v1.0/organization');
        assert.deepEqual(asked, ['stand-in.example:8080']);
      } finally {
        reset();
      }
    });
  }

  it('is not used for hosts in NO_PROXY, nor for the own machine', async () => {
    const reset = obeyProxies({ HTTP_PROXY: address(), NO_PROXY: 'stand-in.example' });
    try {
      await assert.rejects(fetch('http://stand-in.example:8080/'), 'nobody resolves the name');
      const { port } = microsoft.address() as AddressInfo;
      for (const host of ['127.0.0.1', 'localhost']) {
        assert.equal(await (await fetch(`http://${host}:${port}/x`)).text(), 'answered /x');
      }
      assert.deepEqual(asked, []);
    } finally {
      reset();
    }
  });
});
