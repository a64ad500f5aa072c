import * as audit from '../../core/audit/service.ts';
import { mailKey } from '../../core/invitations/mail-link.ts';
import { invitationModel } from '../../core/invitations/model.ts';
import { mayBeRevoked } from '../../core/invitations/rules.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/**
 * Takes an invitation back; its link says so from now on (INV-8).
 * @throws Problem `not_found`, `invitation_not_pending`.
 */
export async function revokeInvitation(
  services: Services,
  { actor }: Authorized<'invitation.revoke'>,
  invitationId: string,
): Promise<void> {
  const organizationId = actor.organization.id;
  await withTransaction(services, async (tx) => {
    const invitations = invitationModel(tx.db);
    const row = await invitations.findOne({ _id: invitationId, organizationId }).session(tx.session).lean();
    if (!row) throw new Problem('not_found');
    if (!mayBeRevoked(row, tx.clock.now())) {
      throw new Problem('invitation_not_pending', { details: { invitationStatus: row.status } });
    }
    await invitations.updateOne({ _id: row._id }, { $set: { status: 'revoked' } }, { session: tx.session });
    await outbox.cancel(tx, [mailKey({ invitationId, sending: row.sending })]);
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'invitation.revoke',
      target: { kind: 'invitation', id: invitationId, label: row.loginId },
    });
  });
}
