import * as audit from '../../core/audit/service.ts';
import { knownPeople } from '../../core/invitations/known-people.ts';
import { mailKey } from '../../core/invitations/mail-link.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { expiryOf, mayBeSentAgain, RESENDS_A_DAY, resendsUsedUp } from '../../core/invitations/rules.ts';
import { mustNotBeOutranked } from '../../core/members/outranked.ts';
import * as outbox from '../../core/outbox/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { mailOf } from './invite-batch.ts';
import { showInvitation } from './list-invitations.ts';
import type { Invitation } from './schemas.ts';

/**
 * Sends an invitation again, open or expired, with a new link and a new date; the old link is dead (INV-8). It gives the
 * profile and role anew, so the actor must be able to give them.
 * @throws Problem `not_found`, `invitation_not_pending`, `resend_limit`, `already_member`, `already_invited`,
 *   `permission_required` for a profile with more than the actor has (MEM-12), `role_above_yours` (ROLE-2), `outranked`
 *   when it is for somebody inactive who may do more than the actor (MEM-13).
 */
export async function resendInvitation(
  services: Services,
  { actor }: Authorized<'invitation.resend'>,
  invitationId: string,
): Promise<Invitation> {
  const organizationId = actor.organization.id;
  try {
    const row = await withTransaction(services, async (tx) => {
      const before = await invitationModel(tx.db)
        .findOne({ _id: invitationId, organizationId })
        .session(tx.session)
        .lean();
      if (!before) throw new Problem('not_found');
      await refuse(tx, actor, before);
      const after = await renew(tx, before, await placeOf(tx, actor, before));
      await outbox.cancel(tx, [mailKey({ invitationId, sending: before.sending })]);
      await outbox.enqueue(tx, mailOf(after));
      await audit.record(tx, {
        actor,
        organizationId,
        action: 'invitation.resend',
        target: { kind: 'invitation', id: invitationId, label: after.loginId },
        details: { sending: after.sending },
      });
      return after;
    });
    return await showInvitation(services, actor, row);
  } catch (error) {
    // An expired invitation would become a second open one for somebody who was invited anew.
    throw duplicateKey(error) ? new Problem('already_invited') : error;
  }
}

async function refuse(tx: Tx, actor: MemberActor, row: InvitationRow): Promise<void> {
  const now = tx.clock.now();
  if (!mayBeSentAgain(row, now))
    throw new Problem('invitation_not_pending', { details: { invitationStatus: row.status } });
  if (resendsUsedUp(row.resentAt, now)) throw new Problem('resend_limit');
  const known = await knownPeople(tx, row.organizationId, [row]);
  const { member, place } = known(row);
  if (member === 'active') throw new Problem('already_member');
  if (place) await mustNotBeOutranked(tx, actor, [place.id]);
}

/** Profile and role of the invitation; when one was deleted since it expired, the one that a newcomer gets by default. */
async function placeOf(tx: Tx, actor: MemberActor, row: InvitationRow): Promise<{ profileId: string; roleId: string }> {
  const organizationId = actor.organization.id;
  const profile = await profiles.find(tx, organizationId, row.profileId);
  const role = await roles.find(tx, organizationId, row.roleId);
  return {
    profileId: (await profiles.assertGrantable(tx, actor, profile?.id)).id,
    roleId: (await roles.assertGrantableToNewcomer(tx, actor, role?.id)).id,
  };
}

async function renew(
  tx: Tx,
  { _id, resentAt }: InvitationRow,
  place: { profileId: string; roleId: string },
): Promise<InvitationRow> {
  const now = tx.clock.now();
  const row = await invitationModel(tx.db)
    .findOneAndUpdate(
      { _id },
      {
        $set: {
          ...place,
          status: 'pending',
          expiresAt: expiryOf(now, tx.config.INVITATION_DAYS),
          resentAt: [...resentAt, now].slice(-RESENDS_A_DAY),
        },
        $inc: { sending: 1 },
      },
      { session: tx.session, returnDocument: 'after' },
    )
    .lean();
  if (!row) throw new Problem('not_found');
  return row;
}
