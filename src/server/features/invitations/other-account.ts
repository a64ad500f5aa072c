import * as audit from '../../core/audit/service.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { targetOf } from '../../core/invitations/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Services, Tx } from '../../platform/services.ts';

type Invited = Pick<Actor, 'account' | 'identity' | 'organization'>;

/** The login IDs of all open invitations of a person who is signed in with Microsoft, in any organization. */
export async function invitedLoginIds(services: Services, person: Invited): Promise<string[]> {
  return (await openInvitations(services, person)).map(({ loginId }) => loginId);
}

/** Whether a login ID is invited to the organization of the person's tenant. */
export async function isInvitedHere(
  { db, clock }: Services,
  { organization }: Invited,
  loginId: string,
): Promise<boolean> {
  if (!organization) return false;
  const filter = {
    organizationId: organization.id,
    loginId,
    status: 'pending' as const,
    expiresAt: { $gt: clock.now() },
  };
  return (await invitationModel(db).exists(filter)) !== null;
}

/**
 * Notes on the person's open invitations that they have linked another account instead. The invitations stay unused, and
 * the list of invitations shows it (INV-7).
 */
export async function noteOtherAccount(tx: Tx, person: Invited & audit.AuditActor): Promise<void> {
  const rows = await openInvitations(tx, person);
  if (rows.length === 0) return;
  await invitationModel(tx.db).updateMany(
    { _id: { $in: rows.map(({ _id }) => _id) } },
    { $set: { otherAccountAt: tx.clock.now() } },
    { session: tx.transaction },
  );
  await audit.recordAll(
    tx,
    rows.map((row) => ({
      actor: person,
      organizationId: row.organizationId,
      action: 'invitation.answer-otherwise',
      target: targetOf(row),
    })),
  );
}

/** Those to the login ID, in any organization, and those to the Microsoft identity in the organization of its tenant. */
async function openInvitations(
  services: Services,
  { account, identity, organization }: Invited,
): Promise<InvitationRow[]> {
  const invitations = invitationModel(services.db);
  const open = { status: 'pending' as const, expiresAt: { $gt: services.clock.now() } };
  const { transaction } = services;
  const byLoginId = await invitations
    .find({ loginId: account.loginId, ...open })
    .session(transaction)
    .lean();
  if (!identity || !organization) return byLoginId;
  const byIdentity = await invitations
    .find({ organizationId: organization.id, objectId: identity.objectId, ...open })
    .session(transaction)
    .lean();
  const known = new Set(byLoginId.map(({ _id }) => _id));
  return [...byLoginId, ...byIdentity.filter(({ _id }) => !known.has(_id))];
}
