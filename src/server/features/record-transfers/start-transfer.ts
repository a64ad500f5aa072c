import * as audit from '../../core/audit/service.ts';
import { mustNotBeOutranked } from '../../core/members/outranked.ts';
import * as owners from '../../core/members/owners.ts';
import { recordModel } from '../../core/records/model.ts';
import { MODULES } from '../../core/records/schemas.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { newId } from '../../platform/ids.ts';
import { Problem } from '../../platform/problem.ts';
import { requesterOf } from '../../platform/requester.ts';
import type { Tx } from '../../platform/services.ts';
import { type TransferRow, transferModel } from './model.ts';
import { targetsOf } from './rules.ts';
import type { TransferBody } from './schemas.ts';

/** Under which name transfers are run in the background. */
export const TRANSFER_JOB = 'record.transfer';

/**
 * REC-3: begins to hand over the records of one member to others, in the background; joins the caller's transaction,
 * so that records and, say, the deactivation of their owner go together.
 * @returns the transfer's id.
 * @throws Problem `not_found` for somebody who is no member, `outranked` when the one whose records they are may do more
 *   than the actor (MEM-13), `owner_inactive` for a target who is not active,
 *   `validation_failed` when the records would go to where they are.
 */
export async function startTransfer(
  tx: Tx,
  { actor }: Authorized<'record.transfer'>,
  { fromMemberId, to, ids }: TransferBody,
): Promise<string> {
  const organizationId = actor.organization.id;
  const targets = targetsOf(to, MODULES);
  const targetIds = [...new Set(targets.map(({ ownerId }) => ownerId))];
  const known = await owners.findOwners(tx, organizationId, [fromMemberId, ...targetIds]);
  if ([fromMemberId, ...targetIds].some((id) => !known.has(id))) throw new Problem('not_found');
  if (targetIds.includes(fromMemberId)) {
    throw new Problem('validation_failed', { errors: [{ field: 'to', code: 'same_member', message: '' }] });
  }
  await mustNotBeOutranked(tx, actor, [fromMemberId]);
  await mustBeActive(tx, organizationId, targetIds);
  const now = tx.clock.now();
  const row: TransferRow = {
    _id: newId(),
    organizationId,
    fromId: fromMemberId,
    targets: targets.map(({ module, ownerId }) => ({ module, ownerId })),
    ids: ids ? [...ids] : null,
    status: 'waiting',
    total: 0,
    moved: 0,
    restored: 0,
    problem: null,
    requestedBy: requesterOf(actor),
    undoneBy: null,
    createdAt: now,
    finishedAt: null,
    heartbeatAt: now,
  };
  row.total = await recordModel(tx.db).countDocuments(waitingFor(row)).session(tx.session);
  await transferModel(tx.db).create([row], { session: tx.session });
  const id = row._id;
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'record.transfer',
    target: { kind: 'member', id: fromMemberId, label: known.get(fromMemberId)?.loginId ?? '' },
    details: { transferId: id, to, records: row.total },
  });
  queueTransfer(tx, id);
  return id;
}

/** Has a transfer run once the transaction has committed; one that can't be queued now is found later by its silence. */
export function queueTransfer({ afterCommit, jobs, log }: Tx, transferId: string): void {
  afterCommit(() => {
    jobs.soon(TRANSFER_JOB, transferId, { transferId }).catch((error: unknown) => {
      log.error({ err: error, transferId }, 'a transfer could not be queued');
    });
  });
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
