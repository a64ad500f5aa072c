import * as accounts from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import * as directory from '../../core/directory/service.ts';
import { supersedeInvitations } from '../../core/invitations/supersede-invitations.ts';
import type { JoinRequestRow } from '../../core/join-requests/model.ts';
import { identityRefusal } from '../../core/join-requests/rules.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { decide } from './decide.ts';
import { findRequest, mustBePending } from './find-request.ts';
import { mailApproved } from './mails.ts';
import { present } from './present.ts';
import type { JoinRequest } from './schemas.ts';

interface Choice {
  profileId?: string | undefined;
  roleId?: string | undefined;
}

/**
 * Lets the person in: the request is closed, a seat taken, the member added and told, all or nothing (JOIN-5).
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`, `seats_exhausted` (JOIN-6), `already_member`,
 *   `login_id_mismatch`, `directory_user_unavailable` (JOIN-10), `directory_unavailable`, `permission_required` for a
 *   profile with more than the actor has (MEM-12), `role_above_yours` (ROLE-2).
 */
export async function approveJoinRequest(
  services: Services,
  { actor }: Authorized<'join-request.approve'>,
  requestId: string,
  choice: Choice,
): Promise<JoinRequest> {
  const request = await findRequest(services, actor, requestId);
  mustBePending(request);
  await checkInDirectory(services, request);
  try {
    return present(actor, await withTransaction(services, (tx) => letIn(tx, actor, requestId, choice)));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, { ...error.extras, audit: auditOf(request) });
  }
}

/** JOIN-10: the person as the directory knows them now, by object ID, whatever they were called when they asked. */
async function checkInDirectory(services: Services, request: JoinRequestRow): Promise<void> {
  const person = await directory.readPerson(services, request.tenantId, request.objectId);
  const refusal = identityRefusal(request.loginId, person);
  if (!refusal) return;
  const details = { requestedLoginId: request.loginId, ...(person && { currentLoginId: person.loginId }) };
  throw new Problem(refusal, { details, audit: { ...auditOf(request), details } });
}

async function letIn(tx: Tx, actor: MemberActor, requestId: string, choice: Choice): Promise<JoinRequestRow> {
  const organizationId = actor.organization.id;
  const row = await decide(tx, actor, requestId, 'approved');
  await subscription.takeSeat(tx, organizationId);
  const profile = await profiles.assertGrantable(tx, actor, choice.profileId);
  const role = await roles.assertGrantableToNewcomer(tx, actor, choice.roleId);
  const account = await accounts.findById(tx, row.accountId);
  const organization = await organizations.find(tx, organizationId);
  if (!account || !organization) throw new Problem('not_found');
  const { objectId, loginId } = row;
  const place = { organizationId, account, objectId, profileId: profile.id, roleId: role.id };
  const memberId = await members.add(tx, place);
  await supersedeInvitations(tx, actor, [{ objectId, loginId }]);
  await mailApproved(tx, organization, row);
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'join-request.approve',
    target: targetOf(row),
    details: { memberId, profileId: profile.id, roleId: role.id },
  });
  return row;
}

function auditOf(row: JoinRequestRow) {
  return { organizationId: row.organizationId, target: targetOf(row) };
}
