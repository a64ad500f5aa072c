import { mailKey } from '../../core/invitations/mail-link.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { type InvitationStatus, mayBeRevoked, mayBeSentAgain, statusAt } from '../../core/invitations/rules.ts';
import * as outbox from '../../core/outbox/service.ts';
import { mayGive } from '../../core/profiles/rules.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { resendInvitation, revokeInvitation } from './policy.ts';
import type { Invitation } from './schemas.ts';

/**
 * MEM-9: who is invited, the latest first.
 * @throws Problem `invalid_cursor`.
 */
export async function listInvitations(
  services: Services,
  { actor }: Authorized<'invitation.list'>,
  query: {
    status?: InvitationStatus | undefined;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<Invitation>> {
  const { status, search, limit, cursor } = query;
  const organizationId = actor.organization.id;
  const order = [
    ['createdAt', -1],
    ['_id', -1],
  ] as const;
  const filter = { $and: [{ organizationId }, inStatus(status, services.clock.now()), startsWords('words', search)] };
  const page = await listPage(invitationModel(services.db), { filter, order, limit, cursor }, (row) => row);
  return { ...page, items: await present(services, actor, page.items) };
}

/** One invitation as it stands now. */
export async function showInvitation(services: Services, actor: Actor, row: InvitationRow): Promise<Invitation> {
  const [invitation] = await present(services, actor, [row]);
  if (!invitation) throw new Problem('not_found');
  return invitation;
}

/** By date, as `statusAt` does: the job that marks expired ones may be behind. */
function inStatus(status: InvitationStatus | undefined, now: Date): Record<string, unknown> {
  if (status === 'pending') return { status, expiresAt: { $gt: now } };
  if (status === 'expired') return { $or: [{ status }, { status: 'pending', expiresAt: { $lte: now } }] };
  return status ? { status } : {};
}

/** One query per kind of thing that the rows refer to. */
async function present(services: Services, actor: Actor, rows: InvitationRow[]): Promise<Invitation[]> {
  const organizationId = rows[0]?.organizationId;
  if (!organizationId) return [];
  const [allProfiles, hierarchy, deliveries] = await Promise.all([
    profiles.all(services, organizationId),
    roles.hierarchy(services, organizationId),
    outbox.deliveriesOf(services, rows.map(keyOf)),
  ]);
  const profileOf = new Map(allProfiles.map((profile) => [profile.id, profile]));
  const roleNames = new Map(hierarchy.roles.map(({ id, name }) => [id, name]));
  const now = services.clock.now();
  return rows.map((row) => {
    const profileId = row.profileId;
    const roleId = row.roleId;
    const profile = profileOf.get(profileId);
    const gives = (!profile || mayGive(profile, actor.permissions)) && roles.mayGiveNewcomer(actor, hierarchy, roleId);
    return {
      id: row._id,
      kind: row.kind,
      loginId: row.loginId,
      objectId: row.objectId,
      fullName: row.fullName,
      status: statusAt(row, now),
      delivery: deliveries.get(keyOf(row)) ?? (hasLink(row) ? 'sent' : 'queued'),
      profile: { id: profileId, name: profile?.name ?? '' },
      role: { id: roleId, name: roleNames.get(roleId) ?? '' },
      answeredOtherwise: Boolean(row.otherAccountAt),
      invitedBy: { fullName: row.invitedBy.fullName, loginId: row.invitedBy.loginId },
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      abilities: {
        resend: may(actor, resendInvitation) && gives && mayBeSentAgain(row, now),
        revoke: may(actor, revokeInvitation) && mayBeRevoked(row, now),
      },
    };
  });
}

function keyOf({ _id, sending }: InvitationRow): string {
  return mailKey({ invitationId: _id, sending });
}

/** Whether the mail was sent, also after the outbox has deleted it: the link is made when the mail goes out. */
function hasLink({ links, sending }: InvitationRow): boolean {
  return links.some((link) => link.sending === sending);
}
