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
    it('one bad person makes the page unexpected, and names the field but not the person', async () => {
      const bad = { ...user, displayName: {} };
      scripted.graph = () => ({ json: { value: [user, bad], '@odata.deltaLink': `${delta}?$deltatoken=1` } });
      const error = await refused('unexpected_reply', drain());
      assert.ok(!`${error.message} ${error.reason}`.includes('ada@example.com'));
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
