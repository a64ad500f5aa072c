import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { exportPartModel } from '../../../src/server/features/exports/model.ts';
import { exports } from '../../../src/server/features/exports/run-export.ts';
import type { Export } from '../../../src/server/features/exports/schemas.ts';
import { modelsOf } from '../../../src/server/models.ts';
import { DAY, HOUR, MINUTE } from '../../../src/server/platform/clock.ts';
import { organizationHoldings } from '../../../src/server/platform/ownership.ts';
import type { Permission } from '../../../src/server/platform/permissions.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, at, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { madeExport } from '../../support/exports.ts';
import { backedUp, leaveMailbox } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external, movableClock, PASSWORD } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';
import { download, unzip } from '../../support/zip.ts';

describe('exporting data', () => {
  const clock = movableClock();
  let world: World;
  let administrator: Client;
  let member: Client;
  let organizationId: string;
  before(async function () {
    this.timeout(120_000);
    world = await startWorld({ clock, env: { SEATS_AT_START: '20' } });
    administrator = await foundOrganization(world);
    await syncedDirectory(administrator);
    member = await addMember(world, administrator, world.person('employee'));
    await addExternal(world, administrator, external('lotte'));
    const { memberId } = await leaveMailbox(world, administrator, at(world.people('employee'), 9));
    await administrator.post('/records/contacts', { lastName: 'Trade', emails: ['news@tradeweekly.example'] });
    await backedUp(administrator, memberId);
    await administrator.post('/records/leads', { name: 'Iris Vandermeer', company: 'Vandermeer & Co' });
    await member.post('/records/deals', { name: '=HYPERLINK("x")' });
    organizationId = (await administrator.get<Session>('/session')).organization?.id ?? '';
  });
  after(() => world.close());

  async function fileOf(client: Client, of: 'organization' | 'account'): Promise<Map<string, string>> {
    const { id } = await client.post<Export>(`/${of}/export`);
    const made = await madeExport(client, of);
    assert.equal(made.id, id);
    const { status, headers, bytes } = await download(client, `/${of}/exports/${id}/file`);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/zip');
    assert.equal(Number(headers.get('content-length')), made.size);
    assert.equal(bytes.length, made.size);
    return await unzip(bytes);
  }

  /** A member with these permissions and no others. */
  async function withPermissions(permissions: Permission[]): Promise<Client> {
    const profile = await administrator.post<{ id: string }>('/profiles', { name: permissions.join(' '), permissions });
    return await addMember(world, administrator, world.somebody(), profile.id);
  }

  it('ORG-2 writes every document of every collection, and members and records as tables', async () => {
    const files = await fileOf(administrator, 'organization');
    for (const { model, filter } of organizationHoldings({ collections: modelsOf(world.db) }, organizationId)) {
      const { collectionName } = model.collection;
      const file = files.get(`collections/${collectionName}.jsonl`);
      if (file === undefined) continue;
      const ids = file
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { _id: string })._id);
      const stored = (await model.find(filter).select('_id').lean()).map(({ _id }) => String(_id));
      // The trail has gone on: with the download itself.
      const missing = stored.filter((id) => !ids.includes(id));
      assert.ok(missing.length === 0 || collectionName === 'audit-entries', collectionName);
      assert.ok(
        ids.every((id) => stored.includes(id)),
        collectionName,
      );
    }
    const names = [...files.keys()].map((name) => name.replace(/^collections\/(.*)\.jsonl$/, '$1'));
    for (const name of ['organizations', 'members', 'records', 'audit-entries', 'directory-users', 'invitations']) {
      assert.ok(names.includes(name), `there is no ${name}`);
    }
    const people = (files.get('members.csv') ?? '').trim().split('\n');
    assert.equal(people.length, 5);
    const messages = [...files].filter(([name]) => name.startsWith('mail/'));
    const kept = await world.db.collection('mail-messages').find().toArray();
    assert.deepEqual(messages.map(([name]) => name).sort(), kept.map(({ _id }) => `mail/${_id}.eml`).sort());
    assert.ok(messages.length > 0);
    for (const [, source] of messages) assert.match(source, /^From: /im);
    assert.match(people.join('\n'), new RegExp(world.person('employee').userPrincipalName));
    assert.match(files.get('records/leads.csv') ?? '', /Iris Vandermeer/);
    assert.match(files.get('records/deals.csv') ?? '', /'=HYPERLINK/);
  });

  it('ORG-2 writes no secret and no hash, of the organization or of its people', async () => {
    const text = [...(await fileOf(administrator, 'organization')), ...(await fileOf(member, 'account'))].join('\n');
    const secrets = [
      ...(await world.db.collection('passwords').distinct('hash')),
      ...(await world.db.collection('sessions').distinct('tokenHash')),
      ...(await world.db.collection('sessions').distinct('deviceHash')),
      ...(await world.db.collection('invitations').distinct('links.hash')),
      ...(await world.db.collection('audit-entries').distinct('salts.actor')),
      ...(await world.db.collection('mailboxes').distinct('password')),
    ] as string[];
    assert.ok(secrets.filter(Boolean).length > 10);
    for (const secret of [...secrets.filter(Boolean), PASSWORD]) assert.ok(!text.includes(secret), secret);
    // What proves that the trail is whole is none.
    const [proof] = await world.db.collection('audit-entries').distinct('previousHash', { sequence: 2 });
    assert.ok(text.includes(proof as string));
  });

  it("ACC-8 writes what is kept of one person, and nothing of anybody else's", async () => {
    const files = await fileOf(member, 'account');
    const { account } = await member.get<Session>('/session');
    const lines = [...files.values()].join('\n').split('\n').filter(Boolean);
    for (const line of lines) assert.ok(line.includes(account.id), line);
    assert.ok(files.get('collections/accounts.jsonl')?.includes(account.loginId));
    assert.equal(files.get('collections/sessions.jsonl')?.trim().split('\n').length, 1);
    assert.equal(files.get('collections/members.jsonl')?.trim().split('\n').length, 1);
  });

  it('ORG-2 needs manageOrganization and exportData, both, for each of its calls', async () => {
    await administrator.post<Export>('/organization/export');
    const { id } = await madeExport(administrator, 'organization');
    const denied = [member, await withPermissions(['manageOrganization']), await withPermissions(['exportData'])];
    for (const client of denied) {
      for (const [method, path] of [
        ['POST', '/organization/export'],
        ['GET', '/organization/export'],
        ['GET', `/organization/exports/${id}/file`],
      ] as const) {
        expectProblem(
          await client.call(method, path, method === 'POST' ? { body: {} } : {}),
          'permission_required',
          403,
        );
      }
    }
    const allowed = await withPermissions(['manageOrganization', 'exportData']);
    assert.equal((await download(allowed, `/organization/exports/${id}/file`)).status, 200);
    const trail = await administrator.get<{ items: { action: string; actor: { loginId: string } }[] }>(
      '/audit?action=organization.download-export',
    );
    assert.equal(trail.items[0]?.actor.loginId, (await allowed.get<Session>('/session')).account.loginId);
  });

  it("ACC-8 gives nobody the file of somebody else's, also not an administrator", async () => {
    await member.post<Export>('/account/export');
    await administrator.post<Export>('/organization/export');
    const { id } = await madeExport(member, 'account');
    for (const path of [`/account/exports/${id}/file`, `/organization/exports/${id}/file`]) {
      expectProblem(await administrator.call('GET', path), 'not_found', 404);
    }
    const whole = await madeExport(administrator, 'organization');
    expectProblem(await administrator.call('GET', `/account/exports/${whole.id}/file`), 'not_found', 404);
  });

  it('ORG-2 makes one at a time, and keeps the newest file alone', async () => {
    await administrator.post<Export>('/organization/export');
    const before = await madeExport(administrator, 'organization');
    const asked = await Promise.all([1, 2, 3].map(() => administrator.post<Export>('/organization/export')));
    const [first] = asked;
    assert.deepEqual(new Set(asked.map(({ id }) => id)).size, 1);
    assert.notEqual(first?.id, before.id);
    const made = await madeExport(administrator, 'organization');
    expectProblem(await administrator.call('GET', `/organization/exports/${before.id}/file`), 'not_found', 404);
    assert.equal(await exportPartModel(world.db).countDocuments({ exportId: { $ne: made.id }, accountId: null }), 0);
  });

  it('ORG-2 begins anew when it was cut off in the middle; of two runs the later one alone writes', async () => {
    await world.db.collection('records').insertMany(
      Array.from({ length: 2000 }, (_, place) => ({
        organizationId: new Types.ObjectId(organizationId),
        module: 'leads',
        ownerId: new Types.ObjectId(),
        fields: { name: `Bulk ${place}`, notes: randomBytes(1500).toString('base64') },
        title: `Bulk ${place}`,
        titleKey: `bulk ${place}`,
        words: ['bulk'],
        emails: [],
        dateKey: '9999-12-31',
      })),
    );
    const { services } = world;
    const idle = { ...services, jobs: { ...services.jobs, soon: async () => undefined } };
    const exportId = new Types.ObjectId();
    const now = clock.now();
    await world.db.collection('exports').deleteMany({ accountId: null });
    await world.db.collection('exports').insertOne({
      ...{ _id: exportId, organizationId: new Types.ObjectId(organizationId), accountId: null, isOpen: true },
      ...{ status: 'waiting', runId: null, runs: 0, done: 0, total: 0, size: 0, parts: 0 },
      ...{ createdAt: now, heartbeatAt: now, finishedAt: null, expiresAt: new Date(now.getTime() + 2 * DAY) },
    });
    const seen = async () => (await administrator.get<{ latest: Export }>('/organization/export')).latest;

    const dying = new AbortController();
    const cutOff = exports.run(idle, exportId.toHexString(), dying.signal);
    await eventually(async () => assert.ok((await seen()).done > 0));
    const halfway = await seen();
    assert.equal(halfway.status, 'running');
    assert.ok(halfway.done < halfway.total && halfway.total > 2000, JSON.stringify(halfway));
    expectProblem(await administrator.call('GET', `/organization/exports/${halfway.id}/file`), 'not_found', 404);
    dying.abort();
    await cutOff;
    assert.equal((await seen()).status, 'running');
    // What a process leaves that was killed: a part that belongs to no file.
    const owner = { organizationId: new Types.ObjectId(organizationId), accountId: null };
    const dead = { ...owner, exportId, runId: 'dead', number: 0, bytes: Buffer.from('dead'), expiresAt: now };
    await world.db.collection('export-parts').insertOne({ ...dead });

    clock.advance(2 * MINUTE);
    await exports.resume(services);
    const { id, size } = await madeExport(administrator, 'organization');
    const files = await unzip((await download(administrator, `/organization/exports/${id}/file`)).bytes);
    const records = await world.db
      .collection('records')
      .countDocuments({ organizationId: new Types.ObjectId(organizationId) });
    assert.equal(files.get('collections/records.jsonl')?.trim().split('\n').length, records);
    const parts = await exportPartModel(world.db)
      .find({ exportId: exportId.toHexString() })
      .setOptions({ promoteBuffers: true })
      .lean();
    assert.equal(
      parts.reduce((sum, { bytes }) => sum + bytes.length, 0),
      size,
    );
    assert.ok(parts.length > 2 && parts.every(({ runId }) => runId !== 'dead'));
  }).timeout(120_000);

  it('ORG-2 keeps the file for two days', async () => {
    await administrator.post<Export>('/organization/export');
    const { id } = await madeExport(administrator, 'organization');
    clock.advance(DAY);
    const later = await world.signIn(world.person('administrator').userPrincipalName);
    assert.equal((await download(later, `/organization/exports/${id}/file`)).status, 200);
    clock.advance(DAY + HOUR);
    const tooLate = await world.signIn(world.person('administrator').userPrincipalName);
    expectProblem(await tooLate.call('GET', `/organization/exports/${id}/file`), 'not_found', 404);
    assert.deepEqual(await tooLate.get('/organization/export'), { latest: null });
    const [index] = (await world.db.collection('export-parts').indexes()).filter(({ key }) => key.expiresAt);
    assert.equal(index?.expireAfterSeconds, 0);
  });

  it('ORG-2 exports one organization, not its neighbour', async () => {
    const neighbour = await world.signIn('vera.lindqvist@northquay.example');
    await neighbour.post('/organization', { name: 'North Quay' });
    await syncedDirectory(neighbour);
    const text = [...(await fileOf(neighbour, 'organization')).values()].join('\n');
    assert.ok(text.includes('North Quay'));
    for (const theirs of ['Alder & Vale', 'Vandermeer', organizationId]) {
      assert.ok(!text.includes(theirs), theirs);
    }
  });
});
