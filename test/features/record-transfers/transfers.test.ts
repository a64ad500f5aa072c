import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import { ownsRecords, recordCounts } from '../../../src/server/core/records/service.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import { transfers } from '../../../src/server/features/record-transfers/run-transfer.ts';
import type { Transfer } from '../../../src/server/features/record-transfers/schemas.ts';
import type { RecordOf, TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import { DAY, after as later, MINUTE } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { deactivated, fill, memberId, placeBelow } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('transfers of records', () => {
  let world: World;
  let admin: Client;
  let leaver: Client;
  let successor: Client;
  let leaverId: string;
  let successorId: string;
  let adminId: string;
  let organizationId: string;
  let ahead = 0;

  before(async function () {
    this.timeout(60_000);
    const clock = { now: () => later(new Date(), ahead) };
    world = await startWorld({ clock, env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    leaver = await makeMember(world, at(world.people('employee'), 0));
    successor = await makeMember(world, at(world.people('employee'), 1));
    await placeBelow(admin, [leaver, successor]);
    [leaverId, successorId, adminId] = await Promise.all([memberId(leaver), memberId(successor), memberId(admin)]);
    const organization = await world.db.collection('organizations').findOne({});
    assert.ok(organization);
    organizationId = organization._id.toHexString();
  });
  after(() => world.close());

  const counts = async (id: string) => (await recordCounts(world.services, organizationId, [id])).get(id);
  const totalDeals = async () => ((await counts(leaverId))?.deals ?? 0) + ((await counts(successorId))?.deals ?? 0);
  const run = (id: string) => transfers.run(world.services, id, new AbortController().signal);
  const start = (to: object, more: object = {}) =>
    admin.post<Transfer>('/records/transfers', { fromMemberId: leaverId, to, ...more });
  const settled = (id: string, status: Transfer['status']) =>
    eventually(async () => {
      const transfer = await admin.get<Transfer>(`/records/transfers/${id}`);
      assert.equal(transfer.status, status);
      return transfer;
    }, 30_000);

  it('REC-3 hands everything over by kind, in batches, with progress, history and audit, and undoes it', async () => {
    await fill(world, organizationId, leaverId, { leads: 1100, tasks: 20, deals: 3 });
    assert.deepEqual(await counts(leaverId), { leads: 1100, contacts: 0, deals: 3, tasks: 20 });
    const started = await start({ leads: successorId, tasks: adminId });
    assert.equal(started.total, 1120);
    assert.equal(started.abilities.undo, false);
    const done = await settled(started.id, 'done');
    assert.equal(done.moved, 1120);
    assert.ok(done.abilities.undo);
    assert.deepEqual(await counts(leaverId), { leads: 0, contacts: 0, deals: 3, tasks: 0 });
    assert.deepEqual(await counts(successorId), { leads: 1100, contacts: 0, deals: 0, tasks: 0 });
    assert.equal(await ownsRecords(world.services, organizationId, leaverId), true);

    const { items } = await successor.get<Page<RecordOf<'leads'>>>('/records/leads?limit=2');
    const timeline = await successor.get<Page<TimelineEntry>>(`/records/leads/${at(items, 0).id}/timeline`);
    const [entry] = timeline.items;
    assert.ok(entry?.kind === 'owner' && entry.transferred && entry.by && entry.before && entry.after);
    await successor.patch(`/records/leads/${at(items, 1).id}`, { ownerId: adminId });

    const undoing = await admin.post<Transfer>(`/records/transfers/${started.id}/undo`);
    assert.ok(['undoing', 'undone'].includes(undoing.status));
    const undone = await settled(started.id, 'undone');
    assert.equal(undone.restored, 1119, 'what has gone on to somebody else stays there');
    assert.deepEqual(await counts(leaverId), { leads: 1099, contacts: 0, deals: 3, tasks: 20 });
    const audit = await admin.get<Page<AuditEntry>>('/audit?limit=200');
    const told = audit.items.filter(({ details }) => details.transferId === started.id);
    assert.deepEqual(
      told.map(({ action }) => action),
      ['record.transfer-undone', 'record.transfer-undo', 'record.transfer-done', 'record.transfer'],
    );
    const [whom] = told.map(({ target }) => target.label);
    assert.ok(whom && told.every(({ target }) => target.label === whom), 'each says whose records they were');
    const again = await admin.post<Transfer>(`/records/transfers/${started.id}/undo`);
    assert.equal(again.status, 'undone');
  }).timeout(60_000);

  it('REC-3 hands over picked records only', async () => {
    await fill(world, organizationId, leaverId, { deals: 3 });
    const [gone, kept] = [await counts(successorId), await counts(leaverId)];
    const { items } = await leaver.get<Page<RecordOf<'deals'>>>('/records/deals');
    const started = await start({ all: successorId }, { ids: [at(items, 0).id] });
    await settled(started.id, 'done');
    assert.equal((await counts(successorId))?.deals, (gone?.deals ?? 0) + 1);
    assert.equal((await counts(leaverId))?.deals, (kept?.deals ?? 0) - 1);
  });

  it('REC-3 goes on after the process died, and two runs at once do nothing twice', async () => {
    const before = await totalDeals();
    const started = await start({ deals: successorId });
    await settled(started.id, 'done');
    await fill(world, organizationId, leaverId, { deals: 1200 });
    await world.db
      .collection('record-transfers')
      .updateOne({ _id: new Types.ObjectId(started.id) }, { $set: { status: 'running', moved: 0 } });
    await Promise.all([run(started.id), run(started.id)]);
    assert.equal((await settled(started.id, 'done')).moved, 1200);
    assert.equal((await counts(leaverId))?.deals, 0);
    assert.equal((await counts(successorId))?.deals, 1200 + before);

    await world.db
      .collection('record-transfers')
      .updateOne(
        { _id: new Types.ObjectId(started.id) },
        { $set: { status: 'running' }, $unset: { runId: '', runs: '' } },
      );
    ahead += 2 * MINUTE;
    await transfers.resume(world.services);
    await settled(started.id, 'done');
  }).timeout(60_000);

  it('REC-1 MEM-3 a record given to somebody who is being deactivated stays where it is', async () => {
    const members = world.db.collection('members');
    const heirKey = { _id: new Types.ObjectId(successorId) };
    const session = await world.db.startSession();
    session.startTransaction();
    await members.updateOne(heirKey, { $set: { status: 'inactive' } }, { session });
    const giving = Array.from({ length: 5 }, (_, n) =>
      admin.call('POST', '/records/leads', { body: { name: `Late ${n}`, ownerId: successorId } }),
    );
    await Promise.race([Promise.any(giving), members.countDocuments({})]);
    await session.commitTransaction();
    await session.endSession();
    for (const answer of await Promise.all(giving)) expectProblem(answer, 'owner_inactive', 409);
    await members.updateOne(heirKey, { $set: { status: 'active' } });
  }).timeout(60_000);

  it('REC-3 can be undone for 24 hours, not while it runs', async () => {
    const started = await start({ leads: successorId });
    await settled(started.id, 'done');
    const set = (change: object) =>
      world.db.collection('record-transfers').updateOne({ _id: new Types.ObjectId(started.id) }, { $set: change });
    await set({ finishedAt: later(new Date(), -DAY) });
    expectProblem(await admin.call('POST', `/records/transfers/${started.id}/undo`), 'undo_expired', 409);
    assert.equal((await admin.get<Transfer>(`/records/transfers/${started.id}`)).abilities.undo, false);
    await set({ status: 'running' });
    expectProblem(await admin.call('POST', `/records/transfers/${started.id}/undo`), 'transfer_running', 409);
    await run(started.id);
  }).timeout(60_000);

  it('REC-3 needs transferRecords, an active target, and somebody else', async () => {
    const body = { fromMemberId: leaverId, to: { all: successorId } };
    const nobody = 'f'.repeat(24);
    expectProblem(await successor.call('POST', '/records/transfers', { body }), 'permission_required', 403);
    const call = (to: object, from = leaverId) =>
      admin.call('POST', '/records/transfers', { body: { fromMemberId: from, to } });
    expectProblem(await call({ all: leaverId }), 'validation_failed', 400);
    expectProblem(await call({}), 'validation_failed', 400);
    expectProblem(await call({ all: nobody }), 'not_found', 404);
    expectProblem(await call({ all: successorId }, nobody), 'not_found', 404);
    expectProblem(await admin.call('GET', `/records/transfers/${nobody}`), 'not_found', 404);
    expectProblem(await admin.call('POST', `/records/transfers/${nobody}/undo`), 'not_found', 404);
    await deactivated(world, successorId, async () => {
      expectProblem(await call({ all: successorId }), 'owner_inactive', 409);
    });
  });

  it('REC-3 MEM-3 a transfer whose target is deactivated on the way stops and says why', async () => {
    await fill(world, organizationId, leaverId, { contacts: 3 });
    const started = await start({ contacts: successorId });
    await settled(started.id, 'done');
    await fill(world, organizationId, leaverId, { contacts: 2 });
    await deactivated(world, successorId, async () => {
      await world.db
        .collection('record-transfers')
        .updateOne({ _id: new Types.ObjectId(started.id) }, { $set: { status: 'running' } });
      await run(started.id);
    });
    const failed = await settled(started.id, 'failed');
    assert.equal(failed.problem, 'owner_inactive');
    assert.equal((await counts(leaverId))?.contacts, 2);
    assert.ok(failed.abilities.undo);
  });
});
