import { type JoinRequestRow, joinRequestModel } from '../../core/join-requests/model.ts';
import { decisionRefusal } from '../../core/join-requests/rules.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import * as members from '../../core/members/service.ts';
import type { Actor } from '../../platform/actor.ts';
import { authorize } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { viewJoinRequest } from './policy.ts';
import { owned, present } from './present.ts';
import type { JoinRequest } from './schemas.ts';

/** As many of those who can decide are named to somebody who can't. */
const APPROVERS_NAMED = 5;

/**
 * A request of the actor's organization.
 * @throws Problem `not_found`.
 */
export async function findRequest(services: Services, actor: Actor, requestId: string): Promise<JoinRequestRow> {
  const row =
    actor.organization &&
    (await joinRequestModel(services.db)
      .findOne({ _id: requestId, organizationId: actor.organization.id })
      .session(services.session)
      .lean());
  if (!row) throw new Problem('not_found');
  return row;
}

/**
 * One request, for approvers and for the person who asked.
 * @throws Problem `not_found`, `permission_required` (JOIN-4).
 */
export async function showRequest(services: Services, actor: Actor, requestId: string): Promise<JoinRequest> {
  const row = await findRequest(services, actor, requestId);
  await naming(services, row, () => authorize(actor, viewJoinRequest, owned(row)));
  return present(actor, row);
}

/**
 * JOIN-4: whoever is not allowed to is told who is, member or not.
 * @throws Problem `permission_required` with `approvers`, names joined by commas; `member_inactive`.
 */
export async function naming<Result>(services: Services, row: JoinRequestRow, check: () => Result): Promise<Result> {
  try {
    return check();
  } catch (error) {
    const isNo = error instanceof Problem && ['permission_required', 'membership_required'].includes(error.code);
    if (!isNo) throw error;
    const organizationId = row.organizationId;
    const approvers = await members.approvers(services, organizationId, APPROVERS_NAMED);
    throw new Problem('permission_required', {
      details: { approvers: approvers.map(({ fullName, loginId }) => `${fullName} (${loginId})`).join(', ') },
      audit: { organizationId, target: targetOf(row) },
      cause: error,
    });
  }
}

/**
 * JOIN-5: a request is answered once; whoever comes later hears by whom and when.
 * @throws Problem `already_decided`, `request_withdrawn`.
 */
export function mustBePending(row: JoinRequestRow): void {
  const refusal = decisionRefusal(row.status);
  if (!refusal) return;
  throw new Problem(refusal, {
    details: {
      status: row.status,
      decidedBy: row.decidedBy?.fullName ?? null,
      decidedAt: row.decidedAt?.toISOString() ?? null,
    },
    audit: { organizationId: row.organizationId, target: targetOf(row) },
  });
}
