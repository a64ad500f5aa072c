import * as audit from '../../core/audit/service.ts';
import { knownPeople } from '../../core/invitations/known-people.ts';
import { mailKey } from '../../core/invitations/mail-link.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { expiryOf, mayBeRevoked, mayBeSentAgain, RESENDS_A_DAY, resendsUsedUp } from '../../core/invitations/rules.ts';
import { targetOf } from '../../core/invitations/service.ts';
import { mustNotBeOutranked } from '../../core/members/outranked.ts';
import { attemptOnMembers } from '../../core/members/refused-member.ts';
import * as outbox from '../../core/outbox/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { showInvitation } from './list-invitations.ts';
import { mailInvitations } from './mails.ts';
import type { Invitation } from './schemas.ts';

/**
 * Sends an invitation again, open or expired, with a new link and a new date; the old link is dead (INV-8). It grants
 * the profile and role anew, so the actor must be allowed to.
 * @throws Problem `not_found`, `invitation_not_pending`, `resend_limit`, `already_member`, `already_invited`,
 *   `permission_required` for a profile with more than the actor has (MEM-12), `role_above_yours` (ROLE-2), `outranked`
 *   when it is for an inactive member who may do more than the actor (MEM-13).
 */
export async function resendInvitation(
  services: Services,
  { actor }: Authorized<'invitation.resend'>,
  invitationId: string,
): Promise<Invitation> {
  try {
    const row = await attemptOnMembers(services, { actor, action: 'invitation.resend' }, () =>
      withTransaction(services, (tx) => sendAgain(tx, actor, invitationId)),
    );
    return await showInvitation(services, actor, row);
  } catch (error) {
    // The person was invited anew since this one expired; there can't be two open ones.
    throw duplicateKey(error) ? new Problem('already_invited') : error;
  }
}

async function sendAgain(tx: Tx, actor: MemberActor, invitationId: string): Promise<InvitationRow> {
  const organizationId = actor.organization.id;
  const before = await invitationModel(tx.db)
    .findOne({ _id: invitationId, organizationId })
    .session(tx.transaction)
    .lean();
  if (!before) throw new Problem('not_found');
  await mustBeResendable(tx, actor, before);
  const after = await renew(tx, before, await placeOf(tx, actor, before));
  await outbox.cancel(tx, [mailKey({ invitationId, sending: before.sending })]);
  await mailInvitations(tx, [after]);
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'invitation.resend',
    target: targetOf(after),
    details: { sending: after.sending },
  });
  return after;
}

async function mustBeResendable(tx: Tx, actor: MemberActor, row: InvitationRow): Promise<void> {
  const now = tx.clock.now();
  if (!mayBeSentAgain(row, now))
    throw new Problem('invitation_not_pending', { details: { invitationStatus: row.status } });
  if (resendsUsedUp(row.resentAt, now)) throw new Problem('resend_limit');
  const known = await knownPeople(tx, row.organizationId, [row]);
  const { member, place } = known(row);
  if (member === 'active') throw new Problem('already_member');
  if (place) await mustNotBeOutranked(tx, actor, [place.id]);
}

/** Profile and role of the invitation, or the default for one that was deleted since it expired. */
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
      { session: tx.transaction, returnDocument: 'after' },
    )
    .lean();
  if (!row) throw new Problem('not_found');
  return row;
}

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
    const row = await invitations.findOne({ _id: invitationId, organizationId }).session(tx.transaction).lean();
    if (!row) throw new Problem('not_found');
    if (!mayBeRevoked(row, tx.clock.now())) {
      throw new Problem('invitation_not_pending', { details: { invitationStatus: row.status } });
    }
    await invitations.updateOne({ _id: row._id }, { $set: { status: 'revoked' } }, { session: tx.transaction });
    await outbox.cancel(tx, [mailKey({ invitationId, sending: row.sending })]);
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'invitation.revoke',
      target: targetOf(row),
    });
  });
}

/** Invitations per transaction. */
const BATCH = 100;

/** INV-8: marks invitations past their date as expired. Readers go by the date and don't rely on this. */
export async function expireInvitations(services: Services): Promise<void> {
  while ((await withTransaction(services, (tx) => expire(tx, {}, BATCH))) === BATCH);
}

/**
 * The same for some of them, in the caller's transaction.
 * @returns how many there were.
 */
export async function expire(tx: Tx, which: Record<string, unknown>, limit: number): Promise<number> {
  const invitations = invitationModel(tx.db);
  const rows = await invitations
    .find({ ...which, status: 'pending', expiresAt: { $lte: tx.clock.now() } })
    .limit(limit)
    .session(tx.transaction)
    .lean();
  if (rows.length === 0) return 0;
  const ids = rows.map(({ _id }) => _id);
  await invitations.updateMany({ _id: { $in: ids } }, { $set: { status: 'expired' } }, { session: tx.transaction });
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
