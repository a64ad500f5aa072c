import type { QueryFilter, UpdateQuery } from 'mongoose';
import * as audit from '../../core/audit/service.ts';
import * as owners from '../../core/members/owners.ts';
import { type HistoryRow, historyModel, type RecordRow, recordModel } from '../../core/records/model.ts';
import { defineLongWork } from '../../platform/long-work.ts';
import { Problem } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Requester } from '../../platform/requester.ts';
import type { Tx } from '../../platform/services.ts';
import { event } from '../records/change-records.ts';
import { type TransferRow, transferModel } from './model.ts';

/** How many records move in one transaction. */
const BATCH = 500;

type Moving = Pick<RecordRow, '_id' | 'module' | 'ownerId'>;

/**
 * REC-3: moves, or brings back, what is left of a transfer, batch by batch. What is left is read from the records
 * themselves, so a run that was cut off goes on where it was.
 */
export const transfers = defineLongWork<TransferRow>({
  name: 'record.transfer',
  model: transferModel,
  open: ['waiting', 'running', 'undoing'],
  // Whether it moves or brings back is its status.
  claimed: {},
  async run(run) {
    while (await run.step((tx, row) => (row.status === 'undoing' ? bringBack(tx, row) : move(tx, row))));
  },
  end: finish,
});

async function move(tx: Tx, transfer: TransferRow): Promise<UpdateQuery<TransferRow> | null> {
  const organizationId = transfer.organizationId;
  const rows = await batch(tx, waitingFor(transfer));
  if (rows.length === 0) return null;
  const targets = transfer.targets.filter(({ module }) => rows.some((row) => row.module === module));
  await mustBeActive(tx, organizationId, [...new Set(targets.map(({ ownerId }) => ownerId))]);
  for (const { module, ownerId } of targets) {
    const own = rows.filter((row) => row.module === module);
    await give(tx, transfer, own, ownerId, { by: transfer.requestedBy, transferId: transfer._id });
  }
  return { $set: { status: 'running' }, $inc: { moved: rows.length } };
}

/** What somebody has given to yet another owner since then stays where it is. */
async function bringBack(tx: Tx, transfer: TransferRow): Promise<UpdateQuery<TransferRow> | null> {
  const { organizationId, fromId, _id, undoneBy } = transfer;
  if (!undoneBy) throw new TypeError('A transfer is being undone by nobody.');
  const rows = await batch(tx, { organizationId, transferId: _id });
  if (rows.length === 0) return null;
  if (!(await owners.hold(tx, organizationId, fromId))) throw new Problem('owner_inactive');
  await give(tx, transfer, rows, fromId, { by: undoneBy, transferId: null });
  return { $inc: { restored: rows.length } };
}

async function batch(tx: Tx, filter: QueryFilter<RecordRow>): Promise<Moving[]> {
  return await recordModel(tx.db)
    .find(filter)
    .select('module ownerId')
    .limit(BATCH)
    .session(tx.transaction)
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
    { session: tx.transaction },
  );
  const who = { organization: { id: organizationId }, account: { id: by.accountId } };
  const events = rows.map(
    (row): HistoryRow =>
      event(tx, who, row._id, { kind: 'owner', ownerBefore: row.ownerId, ownerAfter: ownerId, transferId: _id }),
  );
  await historyModel(tx.db).insertMany(events, { session: tx.transaction, lean: true });
}

async function finish(tx: Tx, row: TransferRow, problem: ProblemCode | null): Promise<Partial<TransferRow>> {
  const { organizationId, fromId } = row;
  const status = problem ? 'failed' : row.status === 'undoing' ? 'undone' : 'done';
  const { accountId, loginId, address } = (status === 'undone' && row.undoneBy) || row.requestedBy;
  await audit.record(tx, {
    actor: { account: { id: accountId, loginId }, address },
    organizationId,
    action: `record.transfer-${status}`,
    target: { kind: 'member', id: fromId, label: await owners.labelOf(tx, organizationId, fromId) },
    details: { transferId: row._id, moved: row.moved, restored: row.restored, problem },
  });
  return { status, problem, finishedAt: tx.clock.now() };
}

/** The records that a transfer has still to hand over. */
export function waitingFor({ organizationId, fromId, targets, ids }: TransferRow) {
  return {
    organizationId,
    module: { $in: targets.map(({ module }) => module) },
    ownerId: fromId,
    ...(ids && { _id: { $in: ids } }),
  };
}

/** @throws Problem `owner_inactive`. */
export async function mustBeActive(tx: Tx, organizationId: string, memberIds: readonly string[]): Promise<void> {
  const active = await owners.holdActive(tx, organizationId, memberIds);
  if (memberIds.some((id) => !active.has(id))) throw new Problem('owner_inactive');
}
