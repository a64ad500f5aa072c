import type { MemberActor } from '../../platform/actor.ts';
import type { Tx } from '../../platform/services.ts';
import * as audit from '../audit/service.ts';
import * as outbox from '../outbox/service.ts';
import { targetOf } from './find-link.ts';
import { mailKey } from './mail-link.ts';
import { invitationModel } from './model.ts';

/** Takes back the open invitations of somebody whom the actor has just let in by another way. */
export async function supersedeInvitations(
  tx: Tx,
  actor: MemberActor,
  { objectId, loginId }: { objectId: string; loginId: string },
): Promise<void> {
  const organizationId = actor.organization.id;
  const invitations = invitationModel(tx.db);
  const rows = await invitations
    .find({ organizationId, status: 'pending', $or: [{ loginId }, { objectId }] })
    .session(tx.session)
    .lean();
  if (rows.length === 0) return;
  const ids = rows.map(({ _id }) => _id);
  await invitations.updateMany({ _id: { $in: ids } }, { $set: { status: 'revoked' } }, { session: tx.session });
  await outbox.cancel(
    tx,
    rows.map(({ _id, sending }) => mailKey({ invitationId: _id.toHexString(), sending })),
  );
  await audit.recordAll(
    tx,
    rows.map((row) => ({ actor, organizationId, action: 'invitation.supersede', target: targetOf(row) })),
  );
}
