import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createMicrosoft, type Microsoft } from '../../src/graph/microsoft.ts';
import { refused } from './expect.ts';
import { type Answer, type Scripted, startScripted } from './scripted.ts';

const tenantId = randomUUID();
const objectId = randomUUID();
const user = { id: objectId, userPrincipalName: 'ada@example.com', displayName: 'Ada', accountEnabled: true };
const message = { messageId: '<1@foyer.example>', to: 'ada@example.com', subject: 'S', html: '<p>h</p>', text: 't' };
const secret = 'a-very-secret-secret';

describe('what Microsoft should never answer', () => {
  let scripted: Scripted;
  let microsoft: Microsoft;

  beforeEach(async () => {
    scripted = await startScripted();
    microsoft = createMicrosoft({ clientId: randomUUID(), clientSecret: secret, rewriteOrigin: scripted.origin });
  });
  afterEach(() => scripted.close());

  const read = () => microsoft.readUser(tenantId, objectId);
  async function drain(link: string | null = null) {
    const pages = [];
    for await (const page of microsoft.syncUsers(tenantId, link)) pages.push(page);
    return pages;
  }
  /** Answers in turn; the last one stays. */
  function inTurn(...answers: Answer[]): () => Answer {
    return () => (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
  }

  describe('from Graph', () => {
    for (const [what, answer] of Object.entries<Answer>({
      'a page of HTML': { text: '<html>Proxy error</html>' },
      'an empty body': { text: '' },
      'a user without an id': { json: { ...user, id: undefined } },
      'a user without a login ID': { json: { ...user, userPrincipalName: null } },
      'a number for a name': { json: { ...user, displayName: 7 } },
      'a list': { json: [user] },
    })) {
      it(`${what} is an unexpected reply`, async () => {
        scripted.graph = () => answer;
        await refused('unexpected_reply', read());
      });
    }

    it('more than was asked for is left out', async () => {
      scripted.graph = () => ({ json: { ...user, passwordProfile: {}, '@odata.context': 'x' } });
      assert.deepEqual(Object.keys((await read()) ?? {}).length, 13);
    });

    it('silence about whether an account is enabled counts as disabled', async () => {
      scripted.graph = () => ({ json: { ...user, accountEnabled: null } });
      assert.equal((await read())?.accountEnabled, false);
    });

    it('a refused token is asked for once more, past the cache', async () => {
      scripted.graph = inTurn(
        { status: 401, json: { error: { code: 'InvalidAuthenticationToken', message: '' } } },
        { json: user },
      );
      await read();
      assert.deepEqual(
        scripted.graphCalls().map(({ headers }) => headers.authorization),
        ['Bearer token-1', 'Bearer token-2'],
      );
      scripted.graph = () => ({ status: 401, json: { error: { code: 'InvalidAuthenticationToken', message: '' } } });
      await refused('invalid_token', read());
      assert.equal(scripted.graphCalls().length, 4);
    });

    it('a short Retry-After is waited for', async () => {
      scripted.graph = inTurn({ status: 429, headers: { 'retry-after': '0' }, json: {} }, { json: user });
      assert.equal((await read())?.objectId, objectId);
    });

    it('a long Retry-After is passed on to the caller instead of waiting', async () => {
      scripted.graph = () => ({
        status: 429,
        headers: { 'retry-after': '120' },
        json: { error: { code: 'TooManyRequests', message: '' } },
      });
      const error = await refused('throttled', read());
      assert.equal(error.retryAfterSeconds, 120);
      assert.equal(scripted.graphCalls().length, 1);
    });

    it('a mail that a gateway may have sent is not sent again here', async () => {
      scripted.graph = () => ({ status: 504, text: 'Gateway Timeout' });
      await refused('unavailable', microsoft.sendMail({ tenantId, sender: 'foyer@example.com', message }));
      assert.equal(scripted.graphCalls().length, 1);
    });

    it('a photo that is no picture is none', async () => {
      scripted.graph = () => ({ text: '<script>alert(1)</script>' });
      assert.equal(await microsoft.photo(tenantId, objectId, 64), null);
    });
  });

  describe('from Graph, page by page', () => {
    const delta = 'https://graph.microsoft.com/v1.0/users/delta';

    it('a next page elsewhere is not followed, and no token goes there', async () => {
      for (const link of [
        'https://example.com/v1.0/users/delta?$skiptoken=1',
        'https://graph.microsoft.com@example.com/x',
        scripted.origin,
      ]) {
        scripted.graph = () => ({ json: { value: [], '@odata.nextLink': link } });
        await refused('unexpected_reply', drain());
      }
    });
    it('a page that leads to itself or nowhere ends the read', async () => {
      scripted.graph = () => ({ json: { value: [], '@odata.nextLink': `${delta}?$skiptoken=1` } });
      await refused('unexpected_reply', drain());
      assert.equal(scripted.graphCalls().length, 2);
      scripted.graph = () => ({ json: { value: [] } });
      await refused('unexpected_reply', drain());
    });
    it('somebody twice on a page comes once, with the last word', async () => {
      const value = [
        user,
        { ...user, displayName: 'Ada L.' },
        { id: 'x', '@removed': { reason: 'changed' } },
        { ...user, id: 'X' },
      ];
      scripted.graph = () => ({ json: { value, '@odata.deltaLink': `${delta}?$deltatoken=1` } });
      const [page] = await drain();
      assert.deepEqual(
        page?.users.map(({ displayName }) => displayName),
        ['Ada L.', 'Ada'],
      );
      assert.deepEqual(page?.removed, []);
    });
    it('a delta link that is never good again ends the read instead of starting over for ever', async () => {
      scripted.graph = () => ({ status: 410, json: { error: { code: 'resyncRequired', message: '' } } });
      await refused('gone', drain(`${delta}?$deltatoken=1`));
      assert.equal(scripted.graphCalls().length, 2);
    });
    it('K19 whatever is not a user is left out by its id, and the others come', async () => {
      const odd: [value: unknown, objectId: string | null, isDisabled?: boolean][] = [
        [{ id: 'id-only' }, 'id-only'],
        [{ ...user, id: 'no-login', userPrincipalName: undefined }, 'no-login'],
        [{ ...user, id: 'null-login', userPrincipalName: null }, 'null-login'],
        [{ ...user, id: 'blank-login', userPrincipalName: ' ' }, 'blank-login'],
        [{ ...user, id: 'Name-Object', displayName: {} }, 'name-object'],
        [{ ...user, id: 'enabled-text', accountEnabled: 'yes' }, 'enabled-text'],
        [{ ...user, id: 'long-title', jobTitle: 'x'.repeat(5000) }, 'long-title'],
        [{ id: 'half-told', accountEnabled: false }, 'half-told', true],
        [{ ...user, id: 'x'.repeat(5000) }, null],
        [{ ...user, id: 7 }, null],
        [{ ...user, id: undefined }, null],
        [null, null],
        ['text', null],
        [[], null],
      ];
      const fine = [user, { ...user, id: 'null-name', displayName: null }];
      const value = [...odd.map(([each]) => each), ...fine];
      scripted.graph = () => ({ json: { value, '@odata.deltaLink': `${delta}?$deltatoken=1` } });
      const [page] = await drain();
      assert.deepEqual(
        page?.users.map(({ displayName }) => displayName),
        ['Ada', 'ada@example.com'],
      );
      assert.deepEqual(
        page?.leftOut,
        odd.map(([, id, isDisabled = false]) => ({ objectId: id, isDisabled })),
      );
    });

    const refusals: [what: string, answer: Answer, isForgotten: boolean][] = [
      ...([400, 404, 405, 410, 422] as const).map((status): [string, Answer, boolean] => [
        `${status} without a code`,
        { status, json: {} },
        true,
      ]),
      ...[
        'resyncRequired',
        'syncStateNotFound',
        'SyncStateInvalid',
        'Directory_ExpiredPageToken',
        'Request_BadRequest',
      ].map((code): [string, Answer, boolean] => [`400 ${code}`, { status: 400, json: { error: { code } } }, true]),
      ['403 resyncRequired', { status: 403, json: { error: { code: 'resyncRequired' } } }, true],
      ['403', { status: 403, json: { error: { code: 'Authorization_RequestDenied' } } }, false],
      ['401', { status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } }, false],
      ['500', { status: 500, json: { error: { code: 'InternalServerError' } } }, false],
      ['a page of HTML', { text: '<html>' }, false],
    ];
    for (const [what, refusal, isForgotten] of refusals) {
      it(`K19 a link that answers ${what} ${isForgotten ? 'begins everybody anew' : 'stays for the next time'}`, async () => {
        scripted.graph = ({ path }) =>
          path.includes('token=') ? refusal : { json: { value: [user], '@odata.deltaLink': `${delta}?$deltatoken=2` } };
        if (!isForgotten) return void (await assert.rejects(drain(`${delta}?$deltatoken=1`)));
        const [restart, page] = await drain(`${delta}?$deltatoken=1`);
        assert.equal(restart?.restart, true);
        assert.equal(page?.users.length, 1);
        assert.equal(page?.deltaLink, `${delta}?$deltatoken=2`);
      });
    }

    it('K19 a link that is none of Graph’s begins everybody anew, and no token goes there', async () => {
      scripted.graph = () => ({ json: { value: [user], '@odata.deltaLink': `${delta}?$deltatoken=2` } });
      for (const link of ['', 'nonsense', 'https://example.com/v1.0/users/delta?$deltatoken=1']) {
        scripted.calls.length = 0;
        assert.equal((await drain(link)).length, 2, link);
        assert.equal(scripted.graphCalls().length, 1);
      }
    });
    it('K19 a page that a kept link leads nowhere from begins everybody anew', async () => {
      scripted.graph = ({ path }) =>
        path.includes('skiptoken=1')
          ? { json: { value: [], '@odata.nextLink': `${delta}?$skiptoken=1` } }
          : { json: { value: [user], '@odata.deltaLink': `${delta}?$deltatoken=2` } };
      assert.equal((await drain(`${delta}?$skiptoken=1`)).at(-1)?.users.length, 1);
    });
    it('K19 begins anew once: what is refused on the way after that is a failure', async () => {
      scripted.graph = ({ path }) =>
        path.includes('skiptoken')
          ? { status: 400, json: { error: { code: 'Directory_ExpiredPageToken' } } }
          : { json: { value: [user], '@odata.nextLink': `${delta}?$skiptoken=1` } };
      await refused('bad_request', drain());
      assert.equal(scripted.graphCalls().length, 4);
    });
  });

  describe('from Entra', () => {
    const refusal = (error: string, code: number, more = {}): Answer => ({
      status: error === 'invalid_client' ? 401 : 400,
      json: { error, error_codes: [code], error_description: 'In words.', correlation_id: 'c-1', ...more },
    });

    it('an outage is over when it is over, for everybody', async () => {
      const good = scripted.token;
      scripted.graph = () => ({ json: user });
      for (const status of [500, 503, 429]) {
        scripted.token = () => ({
          status,
          headers: { 'retry-after': '60' },
          json: { error: 'temporarily_unavailable' },
        });
        const error = await refused(status === 429 ? 'throttled' : 'unavailable', read());
        assert.equal(error.retryAfterSeconds, 60);
        scripted.token = good;
        assert.ok(await read());
        microsoft.close();
      }
    });
    it('each refusal has its own code, by number and not by words', async () => {
      const refusals: [Answer, Parameters<typeof refused>[0]][] = [
        [refusal('invalid_client', 7000222), 'client_secret_expired'],
        [refusal('invalid_client', 7000215), 'client_secret_invalid'],
        [refusal('invalid_client', 700027), 'certificate_invalid'],
        [refusal('unauthorized_client', 700016), 'application_not_found'],
        [refusal('invalid_request', 90002), 'tenant_not_found'],
        [refusal('invalid_grant', 65001, { suberror: 'consent_required' }), 'consent_required'],
        [refusal('invalid_grant', 50057), 'account_disabled'],
        [refusal('invalid_grant', 1, { suberror: 'basic_action' }), 'interaction_required'],
        [refusal('something_new', 2), 'bad_request'],
      ];
      for (const [answer, code] of refusals) {
        scripted.token = () => answer;
        const error = await refused(code, read());
        assert.equal(error.reason?.replace(/\d+/, ''), 'AADSTS');
        assert.ok(!JSON.stringify([error.message, error.stack, error.cause, error.reason]).includes(secret));
      }
    });
    it('leaves no secret and no token in the log', async () => {
      const lines: string[] = [];
      const log = { warn: (fields: object, text: string) => lines.push(JSON.stringify(fields) + text) };
      const { origin: rewriteOrigin } = scripted;
      const logging = createMicrosoft({ clientId: randomUUID(), clientSecret: secret, rewriteOrigin }, log);
      const times = { expiresAt: new Date(), authenticatedAt: null };
      const tenant = { tenantId, objectId, ...times, token: 'host-token', tokenFor: 'foyer' } as const;
      scripted.token = () => refusal('invalid_grant', 65001, { suberror: 'consent_required' });
      await refused('consent_required', logging.readSelf(tenant));
      scripted.token = () => ({ text: '<html>' });
      await refused('unexpected_reply', logging.readUser(tenantId, objectId));
      assert.ok(![secret, 'host-token', 'client_secret'].some((word) => lines.join('\n').includes(word)));
    });
    it('a page of HTML is an unexpected reply', async () => {
      scripted.token = () => ({ text: '<html>' });
      await refused('unexpected_reply', read());
    });
    it('a success without a token is an unexpected reply', async () => {
      scripted.token = () => ({ json: { token_type: 'Bearer' } });
      await refused('unexpected_reply', read());
    });
  });
});
