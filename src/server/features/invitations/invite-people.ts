import { countPending } from '../../core/invitations/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type Candidate, findCandidates } from './candidates.ts';
import { inviteBatch } from './invite-batch.ts';
import type { InviteBody, InviteResponse } from './schemas.ts';

/** How an invitation is to be made, beside for whom. */
export interface InvitationOffer {
  actor: MemberActor;
  organization: organizations.OrganizationRef;
  profileId: string;
  roleId: string;
}

/** People in one transaction: few enough that it stays small and its locks short. */
const BATCH = 100;

/** Somebody else invited one of the same people at the same moment: the second look sees their invitation. */
const LOOKS = 3;

/**
 * Invites people of the tenant or anybody by e-mail address, each with an outcome of their own (INV-1, INV-2). Calling
 * it again invites nobody twice (INV-9).
 * @throws Problem `not_found` for a profile or role that is not the organization's, `permission_required` for a profile
 *   with more than the actor has (MEM-12), `role_above_yours` (ROLE-2), `directory_unavailable`.
 */
export async function invitePeople(
  services: Services,
  { actor }: Authorized<'invitation.create'>,
  body: InviteBody,
): Promise<InviteResponse> {
  const organizationId = actor.organization.id;
  const [organization, profile, role] = await Promise.all([
    organizations.find(services, organizationId),
    profiles.assertGrantable(services, actor, body.profileId),
    roles.assertGrantableToNewcomer(services, actor, body.roleId),
  ]);
  if (!organization) throw new Problem('not_found');
  const offer = { actor, organization, profileId: profile.id, roleId: role.id };
  const candidates = await findCandidates(services, organization, body);
  const results: InviteResponse['results'] = [];
  for (let start = 0; start < candidates.length; start += BATCH) {
    results.push(...(await inviteSafely(services, offer, candidates.slice(start, start + BATCH))));
  }
  const [{ free }, pending] = await Promise.all([
    subscription.seats(services, organizationId),
    countPending(services, organizationId),
  ]);
  return { results, seatsAfter: free - pending };
}

async function inviteSafely(
  services: Services,
  offer: InvitationOffer,
  candidates: Candidate[],
): Promise<InviteResponse['results']> {
  for (let look = 1; ; look++) {
    try {
      return await withTransaction(services, async (tx) => {
        // Neither may have been deleted since they were chosen.
        await profiles.choose(tx, offer.organization.id, offer.profileId);
        if (!(await roles.find(tx, offer.organization.id, offer.roleId))) throw new Problem('not_found');
        return await inviteBatch(tx, offer, candidates);
      });
    } catch (error) {
      if (look === LOOKS || !duplicateKey(error)) throw error;
    }
  }
}
