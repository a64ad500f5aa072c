import { type JoinRequestRow, joinRequestModel } from '../../core/join-requests/model.ts';
import type { JoinRequestStatus } from '../../core/join-requests/rules.ts';
import type { Actor } from '../../platform/actor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { findRequest, mustBePending } from './find-request.ts';

/**
 * Answers a request that waits, once: of any number who try, one succeeds.
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`.
 */
export async function decide(
  tx: Tx,
  actor: Actor,
  requestId: string,
  status: Exclude<JoinRequestStatus, 'pending'>,
  reason: string | null = null,
): Promise<JoinRequestRow> {
  const before = await findRequest(tx, actor, requestId);
  mustBePending(before);
  const { id: accountId, fullName, loginId } = actor.account;
  const row = await joinRequestModel(tx.db)
    .findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId, status: 'pending' },
      { $set: { status, reason, decidedAt: tx.clock.now(), decidedBy: { accountId, fullName, loginId } } },
      { session: tx.session, returnDocument: 'after' },
    )
    .lean();
  if (!row) throw new Problem('already_decided');
  return row;
}
