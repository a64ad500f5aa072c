import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SyncPage } from '../../src/graph/microsoft.ts';
import { refused } from './expect.ts';
import { Sandboxed } from './sandboxed.ts';

describe('the directory', () => {
  let world: Sandboxed;
  let tenantId: string;
  before(async () => {
    world = await Sandboxed.start(250);
    tenantId = world.sandbox.tenantId;
  });
  after(() => world.close());
  afterEach(() => world.noFaults());

  async function sync(link: string | null = null): Promise<SyncPage[]> {
    const pages: SyncPage[] = [];
    for await (const page of world.microsoft.syncUsers(tenantId, link)) pages.push(page);
    return pages;
  }
  const everybody = (pages: SyncPage[]) =>
    new Map(pages.flatMap(({ users }) => users).map((user) => [user.objectId, user]));

  describe('one user', () => {
    it('JOIN-10 is read by object id, with login ID and whether the account is enabled', async () => {
      for (const persona of ['employee', 'disabled', 'renamed', 'guest'] as const) {
        const person = await world.person(persona);
        const user = await world.microsoft.readUser(tenantId, person.id);
        assert.equal(user?.userPrincipalName, person.userPrincipalName);
        assert.equal(user.accountEnabled, persona !== 'disabled');
        assert.equal(user.tenantId, tenantId);
      }
    });
    it('JOIN-10 who is not there is null, and no error', async () => {
      assert.equal(await world.microsoft.readUser(tenantId, randomUUID()), null);
    });
    it('is not looked for under what is no object id', async () => {
      for (const id of ['me', '../organization', '', 'ada@example.com']) {
        await assert.rejects(async () => world.microsoft.readUser(tenantId, id), TypeError);
      }
    });
    it('has a manager or none', async () => {
      const managers = [];
      for (const { id } of (await world.people()).slice(0, 10)) {
        managers.push(await world.microsoft.manager(tenantId, id));
      }
      assert.ok(managers.some((manager) => manager !== null));
      for (const manager of managers) assert.ok(manager === null || manager.userPrincipalName.includes('@'));
      assert.equal(await world.microsoft.manager(tenantId, randomUUID()), null);
    });
    it('INV-1 has a photo or none', async () => {
      const users = [...everybody(await sync()).values()].slice(0, 40);
      const photos = await Promise.all(users.map(({ objectId }) => world.microsoft.photo(tenantId, objectId, 48)));
      const some = photos.filter((photo) => photo !== null);
      assert.ok(some.length > 0);
      for (const { contentType, bytes } of some) {
        assert.match(contentType, /^image\//);
        assert.ok(bytes.length > 0);
      }
      assert.equal(await world.microsoft.photo(tenantId, randomUUID(), 48), null);
    });
  });

  it('names the company with its verified domains', async () => {
    const { displayName, verifiedDomains } = await world.microsoft.organization(tenantId);
    assert.ok(displayName);
    const { userPrincipalName } = await world.person('employee');
    assert.ok(verifiedDomains.includes(userPrincipalName.split('@')[1] ?? ''));
  });

  describe('INV-1 everybody', () => {
    it('comes page by page and ends with a link for next time, when nothing has changed', async () => {
      const pages = await sync();
      const last = pages.at(-1);
      assert.ok(last?.deltaLink?.startsWith('https://graph.microsoft.com/v1.0/users/delta'));
      assert.ok(pages.slice(0, -1).every(({ nextLink, deltaLink }) => nextLink && !deltaLink));
      const people = everybody(pages);
      for (const { id, userPrincipalName } of await world.people()) {
        assert.equal(people.get(id)?.userPrincipalName, userPrincipalName);
      }
      assert.equal(everybody(await sync(last?.deltaLink ?? null)).size, 0);
    });
    it('can be gone on with after a cut', async () => {
      const pages = await sync();
      const first = pages[0];
      if (!first?.nextLink) return assert.equal(pages.length, 1);
      const rest = await sync(first.nextLink);
      assert.equal(everybody([first, ...rest]).size, everybody(pages).size);
    });
    it('comes again from the beginning when the link is too old', async () => {
      const pages = await sync();
      await world.turn('faults', { kind: 'delta-expired', times: 1 });
      const again = await sync(pages.at(-1)?.deltaLink ?? null);
      assert.equal(again[0]?.restart, true);
      assert.equal(everybody(again).size, everybody(pages).size);
    });
    it('may come twice, and is the same by object id', async () => {
      const expected = everybody(await sync());
      await world.turn('faults', { kind: 'delta-replay', times: 1 });
      assert.deepEqual(everybody(await sync()), expected);
    });
    it('waits when Graph says so, and does without a cut connection', async () => {
      const expected = everybody(await sync()).size;
      await world.turn('faults', { kind: 'throttle', match: '/users/delta', retryAfter: 1, times: 1 });
      assert.equal(everybody(await sync()).size, expected);
      await world.turn('faults', { kind: 'cut', match: '/users/delta', times: 1 });
      assert.equal(everybody(await sync()).size, expected);
      await world.turn('faults', { kind: 'error', match: '/users/delta', status: 503, times: 1 });
      assert.equal(everybody(await sync()).size, expected);
    });
  });

  describe('what changes', () => {
    const login = () => `${randomUUID()}@example.com`;
    async function newcomer(): Promise<{ id: string }> {
      return await world.turn('people', { userPrincipalName: login(), displayName: 'New Comer' });
    }
    /** What Graph says since a moment ago about that person. */
    async function changes(id: string, change: () => Promise<unknown>) {
      const link = (await sync()).at(-1)?.deltaLink ?? null;
      await change();
      const pages = await sync(link);
      return {
        user: everybody(pages).get(id),
        removed: pages.flatMap(({ removed }) => removed).find(({ objectId }) => objectId === id)?.reason,
      };
    }

    it('JOIN-10 a new login ID, a disabled account and an enabled one come under the same object id', async () => {
      const { id } = await newcomer();
      const renamed = login();
      const { user } = await changes(id, () => world.turn(`people/${id}`, { userPrincipalName: renamed }));
      assert.equal(user?.userPrincipalName, renamed);
      for (const accountEnabled of [false, true]) {
        const next = await changes(id, () => world.turn(`people/${id}`, { accountEnabled }));
        assert.equal(next.user?.accountEnabled, accountEnabled);
        assert.equal((await world.microsoft.readUser(tenantId, id))?.accountEnabled, accountEnabled);
      }
    });
    it('JOIN-10 somebody deleted, restored and deleted for good', async () => {
      const { id } = await newcomer();
      const remove = (deleted: boolean | 'permanently') => () => world.turn(`people/${id}`, { deleted });
      assert.deepEqual(await changes(id, remove(true)), { user: undefined, removed: 'changed' });
      assert.equal(await world.microsoft.readUser(tenantId, id), null);
      const back = await changes(id, remove(false));
      assert.equal(back.user?.displayName, 'New Comer');
      assert.equal((await changes(id, remove('permanently'))).removed, 'deleted');
    });
  });

  describe('troubles', () => {
    it('a slow answer is given up after the time-out', async () => {
      const { id } = await world.person('employee');
      const hasty = world.connect({ timeoutMs: 100 });
      await world.turn('faults', { kind: 'slow', match: `/users/${id}`, delay: 1_500 });
      const error = await refused('unavailable', hasty.readUser(tenantId, id));
      assert.equal(error.reason, 'TimeoutError');
    });
    it('a wrong or expired secret is told apart', async () => {
      const { id } = await world.person('employee');
      await refused('client_secret_invalid', world.connect({ clientSecret: 'wrong' }).readUser(tenantId, id));
      await world.turn('faults', { kind: 'secret-expired' });
      await refused('client_secret_expired', world.connect().readUser(tenantId, id));
    });
    it('an unknown tenant and an unknown application are told apart', async () => {
      await refused('tenant_not_found', world.microsoft.organization(randomUUID()));
      await refused('application_not_found', world.connect({ clientId: randomUUID() }).organization(tenantId));
    });
    it('a token that Graph takes no longer is replaced', async () => {
      const { id } = await world.person('employee');
      await world.microsoft.readUser(tenantId, id);
      await world.turn('faults', { kind: 'expired-token', times: 1 });
      assert.ok(await world.microsoft.readUser(tenantId, id));
    });
  });

  it('says which application permissions were granted, and is forbidden what was not', async () => {
    const { id } = await world.person('employee');
    assert.ok((await world.microsoft.grantedPermissions(tenantId)).includes('User.Read.All'));
    await world.turn('consents', { granted: true, roles: ['Mail.Send'] });
    const fresh = world.connect();
    assert.deepEqual(await fresh.grantedPermissions(tenantId), ['Mail.Send']);
    await refused('forbidden', fresh.readUser(tenantId, id));
    await refused('forbidden', fresh.photo(tenantId, id, 48));
    await world.turn('consents', { granted: false });
    await world.turn('consents', { granted: true });
  });

  it('tells by how much the clock is off', async () => {
    assert.ok(Math.abs(await world.microsoft.clockSkew()) <= 2);
  });
});
