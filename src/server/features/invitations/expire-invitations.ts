import * as audit from '../../core/audit/service.ts';
import { invitationModel } from '../../core/invitations/model.ts';
import { targetOf } from '../../core/invitations/service.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/** Invitations in one transaction. */
const BATCH = 100;

/** INV-8: writes down which invitations have passed their date. Readers go by the date and do not wait for this. */
export async function expireInvitations(services: Services): Promise<void> {
  while ((await withTransaction(services, (tx) => expire(tx, {}, BATCH))) === BATCH);
}

/**
 * The same for some of them, at once.
 * @returns how many there were.
 */
export async function expire(tx: Tx, which: Record<string, unknown>, limit: number): Promise<number> {
  const invitations = invitationModel(tx.db);
  const rows = await invitations
    .find({ ...which, status: 'pending', expiresAt: { $lte: tx.clock.now() } })
    .limit(limit)
    .session(tx.session)
    .lean();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ _id }) => _id);
  await invitations.updateMany({ _id: { $in: ids } }, { $set: { status: 'expired' } }, { session: tx.session });
  await audit.recordAll(
    tx,
    rows.map((row) => ({
      actor: null,
      organizationId: row.organizationId,
      action: 'invitation.expire',
      target: targetOf(row),
    })),
  );
  return rows.length;
}
