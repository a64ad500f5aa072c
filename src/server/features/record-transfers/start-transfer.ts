import * as audit from '../../core/audit/service.ts';
import { mustNotBeOutranked } from '../../core/members/outranked.ts';
import * as owners from '../../core/members/owners.ts';
import { recordModel } from '../../core/records/model.ts';
import { MODULES } from '../../core/records/schemas.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { newId } from '../../platform/ids.ts';
import { unclaimed } from '../../platform/long-work-run.ts';
import { Problem } from '../../platform/problem.ts';
import { requesterOf } from '../../platform/requester.ts';
import type { Tx } from '../../platform/services.ts';
import { type TransferRow, transferModel } from './model.ts';
import { targetsOf } from './rules.ts';
import { mustBeActive, transfers, waitingFor } from './run-transfer.ts';
import type { TransferBody } from './schemas.ts';

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
    createdAt: tx.clock.now(),
    finishedAt: null,
    ...unclaimed(tx.clock),
  };
  row.total = await recordModel(tx.db).countDocuments(waitingFor(row)).session(tx.transaction);
  await transferModel(tx.db).create([row], { session: tx.transaction });
  const id = row._id;
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'record.transfer',
    target: { kind: 'member', id: fromMemberId, label: known.get(fromMemberId)?.loginId ?? '' },
    details: { transferId: id, to, records: row.total },
  });
  transfers.queue(tx, id);
  return id;
}
