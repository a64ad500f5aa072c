import type { QueryFilter } from 'mongoose';
import * as audit from '../../core/audit/service.ts';
import * as owners from '../../core/members/owners.ts';
import { type HistoryRow, historyModel, type RecordRow, recordModel } from '../../core/records/model.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Requester } from '../../platform/requester.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { event } from '../records/change-records.ts';
import { type TransferRow, transferModel } from './model.ts';
import { mustBeActive, TRANSFER_JOB, waitingFor } from './start-transfer.ts';

/** How many records move in one transaction. */
const BATCH = 500;

/** A transfer that has not moved anything for so long is taken up again. */
const SILENCE = MINUTE;

type Moving = Pick<RecordRow, '_id' | 'module' | 'ownerId'>;

/**
 * REC-3: moves, or brings back, what is left of a transfer, batch by batch. What is left is read from the records
 * themselves, so a run that was cut off goes on where it was, and two runs at once do nothing twice.
 */
export async function runTransfer(services: Services, transferId: string): Promise<void> {
  try {
    while (await withTransaction(services, (tx) => step(tx, transferId)));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code } = error;
    await withTransaction(services, (tx) => finish(tx, transferId, 'failed', code));
  }
}

/** Transfers whose process died, or whose job was never queued. */
export async function resumeTransfers({ db, clock, jobs }: Services): Promise<void> {
  const silent = await transferModel(db)
    .find({ status: { $in: ['waiting', 'running', 'undoing'] }, heartbeatAt: { $lte: after(clock.now(), -SILENCE) } })
    .select('_id')
    .lean();
  for (const { _id } of silent) await jobs.soon(TRANSFER_JOB, _id, { transferId: _id });
}

/** @returns whether there may be more to do. */
async function step(tx: Tx, transferId: string): Promise<boolean> {
  const transfer = await transferModel(tx.db).findById(transferId).session(tx.session).lean<TransferRow>();
  if (transfer?.status === 'waiting' || transfer?.status === 'running') return await move(tx, transfer);
  if (transfer?.status === 'undoing') return await bringBack(tx, transfer);
  return false;
}

async function move(tx: Tx, transfer: TransferRow): Promise<boolean> {
  const organizationId = transfer.organizationId;
  const rows = await batch(tx, waitingFor(transfer));
  if (rows.length === 0) {
    await finish(tx, transfer._id, 'done', null);
    return false;
  }
  const targets = transfer.targets.filter(({ module }) => rows.some((row) => row.module === module));
  await mustBeActive(tx, organizationId, [...new Set(targets.map(({ ownerId }) => ownerId))]);
  for (const { module, ownerId } of targets) {
    const own = rows.filter((row) => row.module === module);
    await give(tx, transfer, own, ownerId, { by: transfer.requestedBy, transferId: transfer._id });
  }
  await beat(tx, transfer, { status: 'running' }, { moved: rows.length });
  return true;
}

/** What somebody has given to yet another owner since then stays where it is. */
async function bringBack(tx: Tx, transfer: TransferRow): Promise<boolean> {
  const { organizationId, fromId, _id, undoneBy } = transfer;
  if (!undoneBy) throw new TypeError('A transfer is being undone by nobody.');
  const rows = await batch(tx, { organizationId, transferId: _id });
  if (rows.length === 0) {
    await finish(tx, _id, 'undone', null);
    return false;
  }
  if (!(await owners.hold(tx, organizationId, fromId))) throw new Problem('owner_inactive');
  await give(tx, transfer, rows, fromId, { by: undoneBy, transferId: null });
  await beat(tx, transfer, {}, { restored: rows.length });
  return true;
}

async function batch(tx: Tx, filter: QueryFilter<RecordRow>): Promise<Moving[]> {
  return await recordModel(tx.db)
    .find(filter)
    .select('module ownerId')
    .limit(BATCH)
    .session(tx.session)
    .lean<Moving[]>();
}

async function give(
  tx: Tx,
  { organizationId, _id }: TransferRow,
  rows: readonly Moving[],
  ownerId: string,
  { by, transferId }: { by: Requester; transferId: string | null },
): Promise<void> {
  if (rows.length === 0) return;
  await recordModel(tx.db).updateMany(
    { _id: { $in: rows.map((row) => row._id) }, organizationId },
    { $set: { ownerId, transferId, updatedAt: tx.clock.now() } },
    { session: tx.session },
  );
  const who = { organization: { id: organizationId }, account: { id: by.accountId } };
  const events = rows.map(
    (row): HistoryRow =>
      event(tx, who, row._id, { kind: 'owner', ownerBefore: row.ownerId, ownerAfter: ownerId, transferId: _id }),
  );
  await historyModel(tx.db).insertMany(events, { session: tx.session, lean: true });
}

async function beat(
  tx: Tx,
  { _id }: TransferRow,
  set: Partial<TransferRow>,
  more: Partial<Record<'moved' | 'restored', number>>,
): Promise<void> {
  await transferModel(tx.db).updateOne(
    { _id },
    { $set: { ...set, heartbeatAt: tx.clock.now() }, $inc: more },
    { session: tx.session },
  );
}

async function finish(
  tx: Tx,
  transferId: string | string,
  status: 'done' | 'failed' | 'undone',
  problem: string | null,
): Promise<void> {
  const row = await transferModel(tx.db)
    .findOneAndUpdate(
      { _id: transferId },
      { $set: { status, problem, finishedAt: tx.clock.now() } },
      { session: tx.session, returnDocument: 'after' },
    )
    .lean<TransferRow>();
  if (!row) return;
  const organizationId = row.organizationId;
  const fromId = row.fromId;
  const { accountId, loginId, address } = (status === 'undone' && row.undoneBy) || row.requestedBy;
  await audit.record(tx, {
    actor: { account: { id: accountId, loginId }, address },
    organizationId,
    action: `record.transfer-${status}`,
    target: { kind: 'member', id: fromId, label: await owners.labelOf(tx, organizationId, fromId) },
    details: { transferId: row._id, moved: row.moved, restored: row.restored, problem },
  });
}
