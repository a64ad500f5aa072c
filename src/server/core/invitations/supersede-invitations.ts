import type { MemberActor } from '../../platform/actor.ts';
import type { Tx } from '../../platform/services.ts';
import * as audit from '../audit/service.ts';
import * as outbox from '../outbox/service.ts';
import { mailKey } from './mail-link.ts';
import { invitationModel } from './model.ts';
import { type Invitee, isSamePerson } from './rules.ts';
import { targetOf } from './service.ts';

/**
 * Revokes the open invitations of people whom the actor has just let in, reactivated or deactivated.
 * @param people `objectId` is null for people without Microsoft 365.
 */
export async function supersedeInvitations(tx: Tx, actor: MemberActor, people: readonly Invitee[]): Promise<void> {
  const organizationId = actor.organization.id;
  const invitations = invitationModel(tx.db);
  const loginIds = people.map(({ loginId }) => loginId);
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  const theirs = [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }];
  const found = await invitations
    .find({ organizationId, status: 'pending', $or: theirs })
    .session(tx.transaction)
    .lean();
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
