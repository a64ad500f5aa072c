import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Owner, RecordOf, TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { PERMISSIONS } from '../../../src/server/platform/permissions.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addApprover, addMember, at, only } from '../../support/door.ts';
import { activate } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import { deactivated, fill, memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

type Lead = RecordOf<'leads'>;

describe('who sees the records of everybody', () => {
  let world: World;
  let admin: Client;
  /** An Administrator in the lowest role. */
  let below: Client;
  /** With `viewAllRecords` and `exportData`, in the lowest role. */
  let viewer: Client;
  /** With every other permission, in the lowest role. */
  let others: Client;
  let lead: Lead;
  const person = (index: number) => at(world.people('employee'), index);

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    const profile = async (name: string, permissions: readonly string[]) =>
      (await admin.post<{ id: string }>('/profiles', { name, permissions })).id;
    below = await addApprover(world, admin, person(0));
    viewer = await addMember(world, admin, person(1), await profile('Viewing', ['viewAllRecords', 'exportData']));
    const all = PERMISSIONS.filter((permission) => permission !== 'viewAllRecords');
    others = await addMember(world, admin, person(2), await profile('All else', all));
    lead = await admin.post<Lead>('/records/leads', { name: 'Kestrel', email: 'k@kestrel.example' });
  });
  after(() => world.close());

  it('REC-2 lists, searches, opens, changes and deletes the records of everybody, above and beside', async () => {
    for (const client of [below, viewer]) {
      for (const query of ['', '?search=kest', `?ownerId=${lead.owner?.id}`, '?sort=-updated']) {
        const found = only((await client.get<Page<Lead>>(`/records/leads${query}`)).items);
        assert.equal(found.id, lead.id, query);
        assert.deepEqual(found.abilities, { update: true, delete: true });
      }
      await client.patch(`/records/leads/${lead.id}`, { company: 'Kestrel Ltd' });
      const timeline = await client.get<Page<TimelineEntry>>(`/records/leads/${lead.id}/timeline`);
      assert.ok(timeline.total >= 2);
      const task = { subject: 'Call', related: { module: 'leads', id: lead.id } };
      const { linked } = await client.post<RecordOf<'tasks'>>('/records/tasks', task);
      assert.equal(linked?.title, 'Kestrel');
      const csv = await client.call('GET', '/records/leads.csv');
      assert.match(csv.text, /Kestrel Ltd/);
      await activate(admin, 'outlook', await memberId(client));
      const { items } = await client.get<{ items: { records: unknown[] }[] }>(
        '/records/by-address?address=K%40kestrel.example',
      );
      assert.equal(only(items).records.length, 1);
    }
    const gone = await admin.post<Lead>('/records/leads', { name: 'Gone' });
    await viewer.delete(`/records/leads/${gone.id}`);
    const given = await admin.post<Lead>('/records/leads', { name: 'Given away' });
    const kept = await viewer.patch<Lead>(`/records/leads/${given.id}`, { ownerId: await memberId(others) });
    assert.deepEqual(kept.abilities, { update: true, delete: true }, 'also what has gone to somebody else');
    await viewer.delete(`/records/leads/${given.id}`);
  });

  it('REC-2 without the permission every other one shows nothing of those above or beside', async () => {
    assert.equal((await others.get<Page<Lead>>('/records/leads')).total, 0);
    assert.equal((await others.get<Page<Lead>>(`/records/leads?ownerId=${lead.owner?.id}`)).total, 0);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/timeline'],
    ] as const) {
      const options = method === 'PATCH' ? { body: { company: 'X' } } : {};
      expectProblem(await others.call(method, `/records/leads/${lead.id}${path}`, options), 'not_found', 404);
    }
    assert.equal((await others.call('GET', '/records/leads.csv')).text.trim().split('\n').length, 1);
  });

  it('REC-2 pages through the records of everybody in each order, by an index', async () => {
    const organization = await world.db.collection('organizations').findOne({});
    assert.ok(organization);
    for (const client of [admin, others]) {
      await fill(world, organization._id.toHexString(), await memberId(client), { deals: 30 });
    }
    const scans = async () => {
      const { metrics } = (await world.db.db?.admin().command({ serverStatus: 1 })) ?? {};
      return Number(metrics.queryExecutor.collectionScans.total);
    };
    const before = await scans();
    for (const sort of ['name', '-name', 'updated', 'date']) {
      const seen = new Set<string>();
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: Page<{ id: string }> = await viewer.get(
          `/records/deals?sort=${sort}&limit=25${cursor && `&cursor=${cursor}`}`,
        );
        assert.equal(page.total, 60);
        for (const { id } of page.items) seen.add(id);
        cursor = page.nextCursor;
      }
      assert.equal(seen.size, 60, sort);
    }
    assert.equal(await scans(), before);
  });

  it('REC-1 an active member of the lowest role reads who records can be given to; nobody else does', async () => {
    const { items } = await viewer.get<Page<Owner>>('/records/owners');
    const names = items.map(({ id, status }) => `${id} ${status}`);
    const members = await Promise.all([admin, below, viewer, others].map(memberId));
    assert.deepEqual(names.sort(), members.map((id) => `${id} active`).sort());
    assert.ok(items.every(({ fullName, loginId }) => fullName && loginId));
    const stranger = await world.signIn(person(3).userPrincipalName);
    expectProblem(await stranger.call('GET', '/records/owners'), 'membership_required', 403);
    await deactivated(world, await memberId(others), async () => {
      expectProblem(await others.call('GET', '/records/owners'), 'member_inactive', 403);
    });
  });

  it('REC-2 never sees another organization’s', async () => {
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    assert.equal((await vera.get<Page<Lead>>('/records/leads')).total, 0);
    assert.equal((await vera.get<Page<Lead>>(`/records/leads?ownerId=${lead.owner?.id}`)).total, 0);
    expectProblem(await vera.call('GET', `/records/leads/${lead.id}`), 'not_found', 404);
    assert.ok((await vera.get<Page<Owner>>('/records/owners')).total === 1);
  });

  it('REC-2 an Administrator whose profile is older than the permission has it too', async () => {
    const key = { builtIn: 'administrator', organizationId: new Types.ObjectId((await own()).id) };
    await world.db.collection('profiles').updateOne(key, { $pull: { permissions: 'viewAllRecords' } as object });
    assert.ok((await below.get<{ permissions: string[] }>('/session')).permissions.includes('viewAllRecords'));
    assert.ok((await below.get<Page<Lead>>('/records/leads')).total > 0);
    const self = await memberId(below);
    const { items } = await admin.get<Page<{ id: string; builtIn: string | null }>>('/profiles');
    const standard = items.find(({ builtIn }) => builtIn === 'standard')?.id;
    await below.patch(`/members/${self}`, { profileId: standard });
    const adminId = await memberId(admin);
    const body = { profileId: standard };
    expectProblem(await admin.call('PATCH', `/members/${adminId}`, { body }), 'last_administrator', 409);
  });

  const own = () => admin.get<{ id: string }>('/organization');
});
