import type { MemberActor } from '../../platform/actor.ts';
import type { Tx } from '../../platform/services.ts';
import * as audit from '../audit/service.ts';
import * as outbox from '../outbox/service.ts';
import { mailKey } from './mail-link.ts';
import { type InvitationRow, invitationModel } from './model.ts';
import { type Invitee, isSamePerson } from './rules.ts';
import { pendingOf, targetOf } from './service.ts';

/**
 * Revokes the open invitations of people whom the actor has just let in, reactivated or deactivated.
 * @param people `objectId` is null for people without Microsoft 365.
 * @param known the pending ones under their names, where the transaction has read them.
 */
export async function supersedeInvitations(
  tx: Tx,
  actor: MemberActor,
  people: readonly Invitee[],
  known?: readonly InvitationRow[],
): Promise<void> {
  if (people.length === 0) return;
  const organizationId = actor.organization.id;
  const invitations = invitationModel(tx.db);
  const found =
    known ??
    (await invitations
      .find({ organizationId, ...pendingOf(people) })
      .session(tx.transaction)
      .lean());
  const rows = found.filter((row) => people.some((person) => isSamePerson(row, person)));
  if (rows.length === 0) return;
  const ids = rows.map(({ _id }) => _id);
  await invitations.updateMany({ _id: { $in: ids } }, { $set: { status: 'revoked' } }, { session: tx.transaction });
  await outbox.cancel(
    tx,
    rows.map(({ _id, sending }) => mailKey({ invitationId: _id, sending })),
  );
  await audit.recordAll(
    tx,
    rows.map((row) => ({ actor, organizationId, action: 'invitation.supersede', target: targetOf(row) })),
  );
}
