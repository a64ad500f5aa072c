import type { Services, Tx } from '../../platform/services.ts';
import * as audit from '../audit/service.ts';
import { type JoinRequestRow, joinRequestModel } from './model.ts';
import { type JoinRequestStatus, mayAskAgainAt } from './rules.ts';

/** A request as the person who asked sees it. */
export interface OwnRequest {
  id: string;
  status: JoinRequestStatus;
  message: string;
  createdAt: Date;
  remindedAt: Date | null;
  reason: string | null;
  /** Of a declined one (JOIN-8). */
  mayAskAgainAt: Date | null;
}

/** The newest request of an account; null when it never asked. */
export async function findLatest(
  services: Services,
  organizationId: string,
  accountId: string,
): Promise<OwnRequest | null> {
  const row = await joinRequestModel(services.db)
    .findOne({ organizationId, accountId })
    .sort({ createdAt: -1 })
    .session(services.transaction)
    .lean();
  return row && toOwn(row, services.config.ASK_AGAIN_DAYS);
}

/** The organizations that an account has ever asked to join. */
export async function organizationsOf({ db, transaction }: Services, accountId: string): Promise<string[]> {
  const rows = await joinRequestModel(db).find({ accountId }).select('organizationId').session(transaction).lean();
  return rows.map(({ organizationId }) => organizationId);
}

export async function countPending({ db }: Services, organizationId: string): Promise<number> {
  return await joinRequestModel(db).countDocuments({ organizationId, status: 'pending' });
}

/** The ids of all requests that an account ever made to an organization. */
export async function idsOf({ db }: Services, organizationId: string, accountId: string): Promise<string[]> {
  const rows = await joinRequestModel(db).find({ organizationId, accountId }).select('_id').lean();
  return rows.map(({ _id }) => _id);
}

/** Approves the actor's pending request when they accept an invitation, in the name of the person who invited them. */
export async function settleByInvitation(
  tx: Tx,
  organizationId: string,
  actor: audit.AuditActor & { account: { id: string } },
  invitedBy: { accountId: string; fullName: string; loginId: string },
): Promise<void> {
  const row = await joinRequestModel(tx.db)
    .findOneAndUpdate(
      { organizationId, accountId: actor.account.id, status: 'pending' },
      { $set: { status: 'approved', decidedAt: tx.clock.now(), decidedBy: invitedBy } },
      { session: tx.transaction, returnDocument: 'after' },
    )
    .lean();
  if (!row) return;
  const details = { byInvitationOf: invitedBy.loginId };
  await audit.record(tx, { actor, organizationId, action: 'join-request.settle', target: targetOf(row), details });
}

function toOwn(row: JoinRequestRow, askAgainDays: number): OwnRequest {
  const declinedAt = row.status === 'declined' ? row.decidedAt : null;
  return {
    id: row._id,
    status: row.status,
    message: row.message,
    createdAt: row.createdAt,
    remindedAt: row.remindedAt,
    reason: row.reason,
    mayAskAgainAt: declinedAt && mayAskAgainAt(declinedAt, askAgainDays),
  };
}

/** A request as the audit trail names it. */
export function targetOf({ _id, loginId }: Pick<JoinRequestRow, '_id' | 'loginId'>) {
  return { kind: 'join-request', id: _id, label: loginId };
}
