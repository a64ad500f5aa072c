import assert from 'node:assert/strict';
import { syncDirectory } from '../../src/server/core/directory-sync/sync-directory.ts';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { CreatedToken } from '../../src/server/features/api-tokens/schemas.ts';
import type { Client } from '../support/client.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

/** Every list and search of the API, in each of its forms. */
const LISTS = [
  '/session',
  '/organization',
  '/subscription',
  '/extensions',
  '/extensions/mail/members',
  '/extensions/mail/members?search=a&activated=true',
  '/extensions/mail/activations',
  '/profiles',
  '/roles',
  '/directory/users',
  '/directory/users?search=an',
  '/invitations',
  '/invitations?status=pending&search=a',
  '/join-requests',
  '/join-requests?status=pending&search=a',
  '/members',
  '/members?status=active&search=a&sort=-joined',
  '/members/counts',
  '/records/leads',
  '/records/contacts?search=a',
  '/account/sessions',
  '/account/tokens',
  '/account/authorized-sites',
  '/audit',
  '/audit?action=invitation.create&outcome=done',
  '/audit?outcome=refused&from=2026-01-01T00:00:00Z',
  '/audit/people?search=a',
  '/reports/members',
  '/reports/seats',
  '/reports/requests',
  '/reports/records',
];

describe('the indexes', () => {
  let world: World;
  let administrator: Client;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
  });
  after(() => world.close());

  /** Queries that went through a whole collection since the database started (`serverStatus`). */
  async function scans(): Promise<number> {
    const { metrics } = (await world.db.db?.admin().command({ serverStatus: 1 })) ?? {};
    return Number(metrics.queryExecutor.collectionScans.total);
  }

  it('serve every step from an invitation and a request to membership, and every list', async () => {
    const [employee, asker] = world.people('employee');
    assert.ok(employee && asker);
    const found = await scans();
    await administrator.post('/invitations', { objectIds: [employee.id] });
    const link = (await world.waitForMail(employee.userPrincipalName, /invitations\//)).links.find((url) =>
      url.includes('/invitations/'),
    );
    const invited = await world.signIn(employee.userPrincipalName);
    await invited.get(`/invitations/link/${link?.split('/').at(-1)}`);
    const { termsVersion } = await invited.get<{ termsVersion: string }>('/session');
    await invited.post('/invitations/mine/accept', { termsVersion });
    const outsider = await world.signIn(asker.userPrincipalName);
    const { id } = await outsider.post<{ id: string }>('/join-requests', { message: 'Please' });
    await administrator.get(`/join-requests/${id}`);
    await administrator.post(`/join-requests/${id}/approve`, {});
    const { member } = await administrator.get<Session>('/session');
    const token = await administrator.post<CreatedToken>('/account/tokens', { name: 'Script', expiresInDays: 1 });
    await world.browser().call('GET', '/session', { headers: { authorization: `Bearer ${token.token}` } });
    for (const list of [
      ...LISTS,
      `/members/${member?.id}`,
      `/members/${member?.id}/history`,
      `/audit?memberId=${member?.id}`,
    ]) {
      const before = await scans();
      await administrator.get(list);
      assert.equal(await scans(), before, `${list} went through a whole collection`);
    }
    assert.equal(await scans(), found);
  });

  it('serve a reading of the directory that renames people and shuts them out', async () => {
    const [one, two] = [world.people('employee')[2], world.people('employee')[3]];
    assert.ok(one && two);
    for (const person of [one, two]) await world.signIn(person.id);
    const organization = { id: (await administrator.get<{ id: string }>('/organization')).id, tenantId: one.tenantId };
    await syncDirectory(world.services, organization);
    await world.changePerson(one.id, { accountEnabled: false });
    await world.changePerson(two.id, { userPrincipalName: 'else@aldervale.example' });
    const found = await scans();
    await syncDirectory(world.services, organization);
    await world.signIn(two.id);
    assert.equal(await scans(), found);
  });

  it('would be missed: a query that no index serves is counted', async () => {
    const found = await scans();
    await world.db.collection('accounts').findOne({ withoutIndex: 1 });
    assert.ok((await scans()) > found);
  });
});
