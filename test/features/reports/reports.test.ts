import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type {
  MembersReport,
  RecordsReport,
  RequestsReport,
  SeatsReport,
} from '../../../src/server/features/reports/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import { DAY, HOUR } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, ask, at } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

/** East of every other: its day begins 14 hours before UTC's. */
const TIME_ZONE = 'Pacific/Kiritimati';
const REPORTS = ['members', 'seats', 'requests', 'records'] as const;

describe('reports over time', () => {
  let world: World;
  let admin: Client;
  let clients: Client[];
  let now: number;
  const dayAfter = (days: number) => new Date(now + days * DAY + 14 * HOUR).toISOString().slice(0, 10);
  const points = async (query = '') => (await admin.get<SeatsReport>(`/reports/seats${query}`)).points;

  before(async () => {
    now = Date.now();
    world = await startWorld({ clock: { now: () => new Date(now) }, env: { SEATS_AT_START: '5' } });
    admin = await foundOrganization(world);
    await admin.patch('/organization', { timeZone: TIME_ZONE });
    clients = await Promise.all([0, 1, 2, 3].map(() => world.signIn(world.somebody().userPrincipalName)));
    await world.db.collection('sessions').updateMany({}, { $set: { endsAt: new Date(now + 1000 * DAY) } });
  });
  after(() => world.close());

  it('RPT-1 seats are right from the first day on, day by day, and requests tell how long they waited', async () => {
    assert.deepEqual(await points(), [{ day: dayAfter(0), bought: 5, used: 1, free: 4 }]);

    // How long requests waited for their answer, and the middle of it.
    // To one in the morning of the next day: two hours later it is the same day.
    now += DAY - ((now + 14 * HOUR) % DAY) + HOUR;
    const asked = await Promise.all(clients.slice(0, 3).map((client) => ask(client)));
    const waiting = await ask(at(clients, 3));
    const [first, second, third] = asked.map(({ id }) => id);
    await admin.post(`/join-requests/${first}/approve`, {});
    now += 2 * HOUR;
    await admin.post(`/join-requests/${second}/approve`, {});
    now += 2 * DAY - 2 * HOUR;
    await admin.post(`/join-requests/${third}/decline`, {});
    const report = await admin.get<RequestsReport>('/reports/requests');
    assert.deepEqual([report.approved, report.declined, report.pending], [2, 1, 1]);
    assert.equal(report.median, 2 * 3600);
    const filled = report.spans.filter(({ approved, declined }) => approved + declined > 0);
    assert.deepEqual(filled, [
      { from: 0, until: 3600, approved: 1, declined: 0 },
      { from: 3600, until: 4 * 3600, approved: 1, declined: 0 },
      { from: 24 * 3600, until: 3 * 24 * 3600, approved: 0, declined: 1 },
    ]);
    now += 8 * DAY;
    await admin.post(`/join-requests/${waiting.id}/decline`, {});
    const later = await admin.get<RequestsReport>('/reports/requests');
    assert.deepEqual(later.spans.at(-1), { from: 7 * 24 * 3600, until: null, approved: 0, declined: 1 });
    assert.equal(later.median, (2 + 48) * 1800, 'of an even number: halfway between the two in the middle');
    now += 366 * DAY;
    assert.equal((await admin.get<RequestsReport>('/reports/requests')).median, null);
    now -= 366 * DAY;

    const [header, shortest, ...others] = await readCsv(admin, '/reports/requests.csv');
    assert.equal(header, 'fromSeconds,untilSeconds,approved,declined');
    assert.equal(shortest, '0,3600,1,0');
    assert.equal(others.at(-1), '604800,,0,1');

    // A day without a change ends as the one before, and each change counts on its day.
    // Since the day of the founding eleven days have begun, and on the first of them two requests were approved.
    assert.deepEqual(
      (await points('?days=30')).map(({ bought, used }) => [bought, used]),
      [[5, 1], ...Array.from({ length: 11 }, () => [5, 3])],
    );
    now += DAY;
    await admin.patch('/subscription', { seats: 8 });
    const leaverId = (await at(clients, 0).get<Session>('/session')).member?.id;
    await admin.post('/members/deactivate', { ids: [leaverId] });
    now += DAY;
    const latest = await points('?days=30');
    assert.deepEqual(latest.slice(-3), [
      { day: dayAfter(-2), bought: 5, used: 3, free: 2 },
      { day: dayAfter(-1), bought: 8, used: 2, free: 6 },
      { day: dayAfter(0), bought: 8, used: 2, free: 6 },
    ]);
    assert.deepEqual((await readCsv(admin, '/reports/seats.csv?days=30')).slice(-1), [`${dayAfter(0)},8,2,6`]);
    now += 40 * DAY;
    const month = await points('?days=30');
    assert.equal(month.length, 30);
    assert.deepEqual(at(month, 0), { day: dayAfter(-29), bought: 8, used: 2, free: 6 });
    expectProblem(await admin.call('GET', '/reports/seats?days=31'), 'validation_failed', 400);
  });
});

describe('reports', () => {
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  const csv = (path: string) => readCsv(admin, path);

  it('RPT-1 MEM-10 what is kept of the seats is what they are, however many change them at once', async () => {
    const leaver = await memberId(await makeMember(world, world.somebody()));
    await admin.post('/members/deactivate', { ids: [leaver] });
    const { used } = (await admin.get<Subscription>('/subscription')).seats;
    await admin.patch('/subscription', { seats: used + 3 });
    const members = [1, 2].map(() => addMember(world, admin, world.somebody()).catch(() => null));
    await Promise.all([
      ...members,
      admin.post('/members/reactivate', { ids: [leaver] }),
      admin.patch('/subscription', { seats: used + 7 }),
    ]);
    const { seats } = await admin.get<Subscription>('/subscription');
    const { points } = await admin.get<SeatsReport>('/reports/seats');
    const { day: _, ...today } = points.at(-1) ?? assert.fail();
    assert.deepEqual(today, seats);
    const kept = await world.db.collection('seat-changes').find().sort({ quarter: -1 }).limit(1).toArray();
    assert.deepEqual([kept[0]?.bought, kept[0]?.used], [seats.bought, seats.used]);
  });

  it('RPT-1 MEM-3 counts members by status, and records by owner with the inactive ones marked and counted', async () => {
    const person = world.somebody();
    const loginId = person.userPrincipalName.toLowerCase();
    const owner = await makeMember(world, person);
    const inactiveBefore = (await admin.get<MembersReport>('/reports/members')).inactive;
    for (const name of ['Ada', 'Grace', 'Edsger']) await owner.post('/records/leads', { name });
    await owner.post('/records/deals', { name: 'Engine' });
    await admin.post('/records/leads', { name: 'Alan' });
    await admin.post('/members/deactivate', { ids: [await memberId(owner)] });
    const counts = await admin.get<MembersReport>('/reports/members');
    const { total } = await admin.get<Page<Member>>('/members?status=active');
    assert.deepEqual(counts, { active: total, inactive: inactiveBefore + 1, invited: 0, requests: 0 });
    assert.deepEqual(await csv('/reports/members.csv'), [
      'status,count',
      `active,${total}`,
      `inactive,${inactiveBefore + 1}`,
      'invited,0',
      'requests,0',
    ]);

    const { owners, ...sums } = await admin.get<RecordsReport>('/reports/records');
    assert.deepEqual(sums.active, { owners: 1, records: 1 });
    assert.deepEqual(sums.inactive, { owners: 1, records: 4 });
    assert.deepEqual(
      owners.map((each) => [each.loginId, each.status, each.leads, each.deals, each.total]),
      [
        [loginId, 'inactive', 3, 1, 4],
        [world.person('administrator').userPrincipalName.toLowerCase(), 'active', 1, 0, 1],
      ],
    );
    const [header, first] = await csv('/reports/records.csv');
    assert.equal(header, 'fullName,loginId,status,leads,contacts,deals,tasks,total');
    assert.equal(first, `${person.displayName},${loginId},inactive,3,0,1,0,4`);
  });

  it('RPT-1 shows whoever owns most and counts all others together; the file has everybody', async () => {
    const { id } = await admin.post<{ id: string }>('/records/leads', { name: 'Template' });
    const template = await world.db.collection('records').findOne({ _id: new world.db.base.Types.ObjectId(id) });
    const { _id, ...row } = template ?? assert.fail();
    const before = (await csv('/reports/records.csv')).length - 1;
    // Owners whose places are gone: their records still count, as those of nobody who is active.
    const others = Array.from({ length: 20 }, (_, index) => ({
      ...row,
      ownerId: new world.db.base.Types.ObjectId(`${index}`.padStart(24, '0')),
    }));
    await world.db.collection('records').insertMany(others);
    const report = await admin.get<RecordsReport>('/reports/records');
    assert.equal(report.owners.length, 12);
    assert.deepEqual([report.others.owners, report.others.total], [before + 8, before + 8]);
    assert.equal(report.inactive.owners + report.active.owners, before + 20);
    assert.equal((await csv('/reports/records.csv')).length, before + 21);
    await world.db.collection('records').deleteMany({ ownerId: { $in: others.map(({ ownerId }) => ownerId) } });
    await admin.delete(`/records/leads/${id}`);
  });

  it('RPT-1 is for those with manageUsers or viewAudit; who tries without is in the audit trail', async () => {
    const client = await makeMember(world, world.somebody());
    const profileOf = (permissions: string[]) =>
      admin.post<{ id: string }>('/profiles', { name: permissions.join() || 'Nothing', permissions });
    const id = await memberId(client);
    for (const report of REPORTS) {
      for (const path of [`/reports/${report}`, `/reports/${report}.csv`]) {
        expectProblem(await client.call('GET', path), 'permission_required', 403);
        expectProblem(await world.browser().call('GET', path), 'session_required', 401);
      }
    }
    for (const permission of ['viewAudit', 'manageUsers']) {
      await admin.patch(`/members/${id}`, { profileId: (await profileOf([permission])).id });
      for (const report of REPORTS) {
        assert.equal((await client.call('GET', `/reports/${report}`)).status, 200, `${permission} ${report}`);
        assert.equal((await client.call('GET', `/reports/${report}.csv`)).status, 200, `${permission} ${report}.csv`);
      }
    }
    const refused = await admin.get<Page<{ code: string }>>('/audit?action=report.export&outcome=refused');
    assert.equal(refused.total, REPORTS.length);
    assert.equal(at(refused.items, 0).code, 'permission_required');
    assert.equal((await admin.get<Page<unknown>>('/audit?action=report.view&outcome=refused')).total, REPORTS.length);
    const exported = await admin.get<Page<{ details: object }>>('/audit?action=report.export&outcome=done&limit=1');
    assert.deepEqual(at(exported.items, 0).details, { report: 'records' });
  });
});

async function readCsv(client: Client, path: string): Promise<string[]> {
  const { status, headers, text } = await client.call('GET', path);
  assert.equal(status, 200, text);
  assert.match(headers.get('content-type') ?? '', /^text\/csv/);
  return text.replace('\uFEFF', '').trim().split('\n');
}
