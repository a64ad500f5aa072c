import assert from 'node:assert/strict';
import {
  Client,
  type Context,
  GraphError,
  type Middleware,
  PageIterator,
  RetryHandler,
} from '@microsoft/microsoft-graph-client';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { application, cast, control, delegated, testSandbox } from './sandbox.ts';

describe('the real Graph client against the sandbox', () => {
  let started: StartedSandbox;

  /** The client as it is, but for the last step, where requests are turned to the sandbox. */
  function client(token: string): Client {
    const authentication: Middleware & { next?: Middleware } = {
      async execute(context: Context) {
        context.options = { ...context.options, headers: { ...headersOf(context), authorization: `Bearer ${token}` } };
        await authentication.next?.execute(context);
      },
      setNext(next: Middleware) {
        authentication.next = next;
      },
    };
    const last: Middleware = {
      async execute(context: Context) {
        const url = String(context.request);
        assert.ok(url.startsWith('https://graph.microsoft.com/v1.0/'), url);
        context.response = await fetch(url.replace('https://', `${started.origin}/`), context.options as RequestInit);
      },
    };
    const retry = new RetryHandler();
    authentication.setNext?.(retry);
    retry.setNext(last);
    return Client.initWithMiddleware({ middleware: authentication });
  }
  function headersOf(context: Context): Record<string, string> {
    return Object.fromEntries(new Headers(context.options?.headers as HeadersInit).entries());
  }

  before(async () => {
    started = await testSandbox({ people: 450 });
  });
  after(() => started.close());

  it('reads, searches and counts', async () => {
    const person = cast(started, 'employee');
    const me = await client(await delegated(started, person, 'User.Read'))
      .api('/me')
      .select(['id', 'displayName'])
      .get();
    assert.deepEqual([me.id, me.displayName], [person.id, person.displayName]);
    const app = client(await application(started));
    const found = await app
      .api('/users')
      .header('ConsistencyLevel', 'eventual')
      .search('"displayName:halvorsen"')
      .count(true)
      .top(5)
      .get();
    assert.deepEqual([found['@odata.count'], found.value.length], [1, 1]);
    const filtered = await app.api('/users').filter("startsWith(displayName,'Ingrid')").get();
    assert.equal(filtered.value[0].displayName, 'Ingrid Halvorsen');
  });

  it('follows pages and delta links by itself', async () => {
    const app = client(await application(started));
    for (const path of ['/users?$top=200&$select=id', '/users/delta?$select=id']) {
      const ids = new Set<string>();
      const pages = new PageIterator(app, await app.api(path).get(), (user: { id: string }) => {
        ids.add(user.id);
        return true;
      });
      await pages.iterate();
      assert.equal(ids.size, 450, path);
      if (path.includes('delta')) assert.match(pages.getDeltaLink() ?? '', /\$deltatoken=/);
    }
  });

  it('waits and tries again when throttled', async () => {
    await control(started, 'POST', 'faults', { kind: 'throttle', match: '/organization', times: 2, retryAfter: 0 });
    const { value } = await client(await application(started))
      .api('/organization')
      .get();
    assert.equal(value[0].id, started.tenantId);
  });

  it('sends mail and gets photos', async () => {
    const app = client(await application(started));
    const message = {
      subject: 'From the client',
      toRecipients: [{ emailAddress: { address: 'c@elsewhere.example' } }],
    };
    await app.api(`/users/${started.mailSender}/sendMail`).post({ message });
    assert.equal(started.sandbox.mailboxes.inbox('c@elsewhere.example')[0]?.subject, 'From the client');
    const person = started.sandbox.tenants[0]?.directory.search('', 60).find(({ hasPhoto }) => hasPhoto);
    const photo: ArrayBuffer = await app
      .api(`/users/${person?.id}/photos/48x48/$value`)
      .responseType('arraybuffer' as never)
      .get();
    assert.equal(Buffer.from(photo).subarray(1, 4).toString(), 'PNG');
  });

  it('understands the errors', async () => {
    const app = client(await application(started));
    await assert.rejects(app.api('/users/nobody@aldervale.example').get(), (error) => {
      assert.ok(error instanceof GraphError);
      assert.deepEqual([error.statusCode, error.code], [404, 'Request_ResourceNotFound']);
      assert.ok(error.requestId);
      return true;
    });
  });
});
