import type { JoinRequestRow } from '../../core/join-requests/model.ts';
import { STEPS } from '../../core/join-requests/rules.ts';
import type { Actor } from '../../platform/actor.ts';
import { may } from '../../platform/authorize.ts';
import { approveJoinRequest, declineJoinRequest, withdrawJoinRequest } from './policy.ts';
import type { JoinRequest } from './schemas.ts';

/** A request as it goes out, with what the actor may do with it. */
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

/** What policies look at. */
export function owned({ accountId }: JoinRequestRow): { accountId: string } {
  return { accountId };
}
