import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, cast, control, graph, refusedWith, testSandbox } from './sandbox.ts';
import { conforms } from './schema.ts';

describe('subscriptions in the sandbox Graph', () => {
  let started: StartedSandbox;
  let app: string;
  let listener: Server;
  let appUrl: string;
  let echo: boolean;
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();
  const create = (more = {}) =>
    graph(started, app, 'subscriptions', {
      method: 'POST',
      json: {
        changeType: 'updated,deleted',
        notificationUrl: `${appUrl}/notices`,
        resource: 'users',
        expirationDateTime: soon(),
        clientState: 'state',
        ...more,
      },
    });

  beforeEach(async () => {
    echo = true;
    listener = createServer(async (request, response) => {
      const token = new URL(request.url ?? '', appUrl).searchParams.get('validationToken');
      if (token === null) listener.emit('notice', JSON.parse(await text(request)));
      response.writeHead(200, { 'content-type': 'text/plain' }).end(echo ? token : 'something else');
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    appUrl = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    started = await testSandbox({ people: 60, appUrl: () => appUrl });
    app = await application(started);
  });
  afterEach(async () => {
    await started.close();
    listener.closeAllConnections();
    listener.close();
  });

  it('are made, renewed, listed and ended', async () => {
    const { status, body } = await create();
    assert.equal(status, 201);
    conforms('subscription', body);
    const later = new Date(Date.now() + 7_200_000).toISOString();
    const renewed = await graph(started, app, `subscriptions/${body.id}`, {
      method: 'PATCH',
      json: { expirationDateTime: later },
    });
    conforms('subscription', renewed.body);
    assert.equal(renewed.body.expirationDateTime, `${later.slice(0, 19)}Z`);
    assert.equal((await graph(started, app, 'subscriptions')).body.value.length, 1);
    assert.equal((await graph(started, app, `subscriptions/${body.id}`, { method: 'DELETE' })).status, 204);
    await refusedWith(404, 'Request_ResourceNotFound', graph(started, app, `subscriptions/${body.id}`));
  });

  it('bring notifications of changes', async () => {
    const { body } = await create();
    const person = cast(started, 'employee');
    const notice = once(listener, 'notice');
    await control(started, 'POST', `people/${person.id}`, { displayName: 'Changed' });
    const [sent] = await notice;
    conforms('changeNotificationCollection', sent);
    const { subscriptionId, clientState, changeType, resource, tenantId } = sent.value[0];
    assert.deepEqual(
      { subscriptionId, clientState, changeType, resource, tenantId },
      {
        subscriptionId: body.id,
        clientState: 'state',
        changeType: 'updated',
        resource: `Users/${person.id}`,
        tenantId: started.tenantId,
      },
    );
  });

  it('are refused without the handshake, for too long, elsewhere or for other things', async () => {
    for (const bad of [
      { expirationDateTime: new Date(Date.now() + 41_800 * 60_000).toISOString() },
      { expirationDateTime: '2020-01-01T00:00:00Z' },
      { notificationUrl: 'http://192.0.2.1/notices' },
      { resource: 'groups' },
      { changeType: 'renamed' },
      { unknown: 1 },
    ]) {
      await refusedWith(400, 'BadRequest', create(bad));
    }
    echo = false;
    await refusedWith(400, 'BadRequest', create());
    assert.deepEqual((await graph(started, app, 'subscriptions')).body.value, []);
  });
});
