import { type Attempt, attempt } from '../../core/audit/attempt.ts';
import { type JoinRequestRow, joinRequestModel } from '../../core/join-requests/model.ts';
import { type JoinRequestStatus, STEPS } from '../../core/join-requests/rules.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import * as members from '../../core/members/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { AuditAction } from '../../platform/audit-actions.ts';
import { type Authorized, authorize, may } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { approveJoinRequest, declineJoinRequest, viewJoinRequest, withdrawJoinRequest } from './policy.ts';
import type { JoinRequest } from './schemas.ts';

/** How many approvers are named to a person who may not decide. */
const APPROVERS_NAMED = 5;

/**
 * The organization's requests; pending ones with the oldest first, others with the latest first.
 * @throws Problem `invalid_cursor`.
 */
export async function listJoinRequests(
  services: Services,
  { actor }: Authorized<'join-request.list'>,
  query: {
    status?: JoinRequestStatus | undefined;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<JoinRequest>> {
  const { status, search, limit, cursor } = query;
  const direction = status === 'pending' ? 1 : -1;
  const order = [
    ['createdAt', direction],
    ['_id', direction],
  ] as const;
  const filter = { organizationId: actor.organization.id, ...(status && { status }), ...startsWords('words', search) };
  return await listPage(joinRequestModel(services.db), { filter, order, limit, cursor }, (row) => present(actor, row));
}

/**
 * A request of the actor's organization.
 * @throws Problem `not_found`.
 */
export async function findRequest(services: Services, actor: Actor, requestId: string): Promise<JoinRequestRow> {
  const row =
    actor.organization &&
    (await joinRequestModel(services.db)
      .findOne({ _id: requestId, organizationId: actor.organization.id })
      .session(services.transaction)
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
  await authorizeOn(services, { actor, action: 'join-request.view', row }, () =>
    authorize(actor, viewJoinRequest, owned(row)),
  );
  return present(actor, row);
}

/**
 * Authorizes what the actor does to a request. A person who may not is told who may, member or not (JOIN-4).
 * @param check calls `authorize`.
 * @throws Problem `permission_required` with `approvers`, names joined by commas; `member_inactive`.
 */
export async function authorizeOn<Result>(
  services: Services,
  { actor, action, row }: { actor: Actor; action: AuditAction; row: JoinRequestRow },
  check: () => Result,
): Promise<Result> {
  return await attempt(services, { ...aboutRequest(actor, row), action }, async () => {
    try {
      return check();
    } catch (error) {
      const isNo = error instanceof Problem && ['permission_required', 'membership_required'].includes(error.code);
      if (!isNo) throw error;
      const approvers = await members.approvers(services, row.organizationId, APPROVERS_NAMED);
      throw new Problem('permission_required', {
        details: { approvers: approvers.map(({ fullName, loginId }) => `${fullName} (${loginId})`).join(', ') },
        cause: error,
      });
    }
  });
}

/** What the trail says of a refused attempt on a request, beside its action. */
export function aboutRequest(actor: Actor, row: JoinRequestRow): Omit<Attempt, 'action'> {
  return { actor, organizationId: row.organizationId, target: targetOf(row) };
}

/** A request as the API shows it, with what the actor may do with it. */
export function present(actor: Actor, row: JoinRequestRow): JoinRequest {
  const next = STEPS[row.status];
  const { fullName, loginId } = row.decidedBy ?? {};
  return {
    id: row._id,
    status: row.status,
    objectId: row.objectId,
    loginId: row.loginId,
    fullName: row.fullName,
    jobTitle: row.jobTitle,
    department: row.department,
    isGuest: row.isGuest,
    message: row.message,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: fullName !== undefined && loginId !== undefined ? { fullName, loginId } : null,
    reason: row.reason,
    abilities: {
      approve: next.includes('approved') && may(actor, approveJoinRequest),
      decline: next.includes('declined') && may(actor, declineJoinRequest),
      withdraw: next.includes('withdrawn') && may(actor, withdrawJoinRequest, owned(row)),
    },
  };
}

/** What the policies check. */
export function owned({ accountId }: JoinRequestRow): { accountId: string } {
  return { accountId };
}
