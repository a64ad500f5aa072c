import * as accounts from '../../core/accounts/service.ts';
import { type Attempt, attempt } from '../../core/audit/attempt.ts';
import * as audit from '../../core/audit/service.ts';
import * as directory from '../../core/directory/service.ts';
import { supersedeInvitations } from '../../core/invitations/supersede-invitations.ts';
import { type JoinRequestRow, joinRequestModel } from '../../core/join-requests/model.ts';
import {
  decisionRefusal,
  identityRefusal,
  type JoinRequestStatus,
  mayAskAgainAt,
} from '../../core/join-requests/rules.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import * as subscription from '../../core/seats/service.ts';
import { readStructure } from '../../core/structure/service.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { mailApproved, mailDeclined } from './mails.ts';
import { aboutRequest, findRequest, present } from './read-requests.ts';
import type { JoinRequest } from './schemas.ts';

interface Choice {
  profileId?: string | undefined;
  roleId?: string | undefined;
}

/** JOIN-10: what stands against a person in the directory. */
const IDENTITY_REFUSALS: readonly ProblemCode[] = ['directory_user_unavailable', 'login_id_mismatch'];

/**
 * Lets the person in: the request is closed, a seat taken, the member added and told, all or nothing (JOIN-5).
 * @param request as it was when the call came; whether it is still pending is checked in the transaction.
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`, `seats_exhausted` (JOIN-6), `already_member`,
 *   `login_id_mismatch`, `directory_user_unavailable` (JOIN-10), `directory_unavailable`, `permission_required` for a
 *   profile with more than the actor has (MEM-12), `role_above_yours` (ROLE-2).
 */
export async function approveJoinRequest(
  services: Services,
  { actor }: Authorized<'join-request.approve'>,
  request: JoinRequestRow,
  choice: Choice,
): Promise<JoinRequest> {
  const row = await attempt(services, approval(actor, request), async () => {
    mustBePending(request);
    await checkInDirectory(services, request);
    return await withTransaction(services, (tx) => letIn(tx, actor, request, choice));
  });
  return present(actor, row);
}

/** What the trail says of a refused approval: of a person who was renamed, both login IDs. */
function approval(actor: Actor, request: JoinRequestRow) {
  return ({ code, extras }: Problem): Attempt => ({
    ...aboutRequest(actor, request),
    action: 'join-request.approve',
    details: IDENTITY_REFUSALS.includes(code) ? { ...extras.details } : {},
  });
}

/** JOIN-10: the person must be in the directory now, under the login ID that they asked with. */
async function checkInDirectory(services: Services, request: JoinRequestRow): Promise<void> {
  const person = await directory.readPerson(services, request.tenantId, request.objectId);
  const refusal = identityRefusal(request.loginId, person);
  if (!refusal) return;
  const details = { requestedLoginId: request.loginId, ...(person && { currentLoginId: person.loginId }) };
  throw new Problem(refusal, { details });
}

async function letIn(tx: Tx, actor: MemberActor, request: JoinRequestRow, choice: Choice): Promise<JoinRequestRow> {
  const organizationId = actor.organization.id;
  // All approvals want the same seats, so those that lose a race for them have done nothing else yet.
  await takeSeat(tx, actor, request);
  const row = await answer(tx, actor, request._id, 'approved');
  const { accountId, objectId, loginId } = row;
  const people = [{ objectId, loginId }];
  const { organization, profiles: all, hierarchy, invitations } = await readStructure(tx, organizationId, people);
  const profile = profiles.grantableAmong(all, actor, choice.profileId);
  const role = roles.newcomersRoleAmong(hierarchy, actor, choice.roleId);
  const place = { organizationId, accountId, objectId, profileId: profile.id, roleId: role.id };
  const { memberId, account } = await members.add(tx, place);
  await supersedeInvitations(tx, actor, people, invitations);
  await mailApproved(tx, organization, row, account.language);
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'join-request.approve',
    target: targetOf(row),
    details: { memberId, profileId: profile.id, roleId: role.id },
  });
  return row;
}

/** @throws Problem `seats_exhausted`; what the answer says that came first, where that is why no seat is free any more. */
async function takeSeat(tx: Tx, actor: MemberActor, { _id, organizationId }: JoinRequestRow): Promise<void> {
  try {
    await subscription.takeSeat(tx, organizationId);
  } catch (error) {
    if (error instanceof Problem) mustBePending(await findRequest(tx, actor, _id));
    throw error;
  }
}

/**
 * Declines a request and tells the person, with the reason and when they may ask again (JOIN-8).
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`.
 */
export async function declineJoinRequest(
  services: Services,
  { actor }: Authorized<'join-request.decline'>,
  request: JoinRequestRow,
  { reason }: { reason: string },
): Promise<JoinRequest> {
  const organizationId = actor.organization.id;
  const about = { ...aboutRequest(actor, request), action: 'join-request.decline' } as const;
  const decline = async (tx: Tx) => {
    const organization = await organizations.find(tx, organizationId);
    if (!organization) throw new Problem('not_found');
    const row = await answer(tx, actor, request._id, 'declined', reason || null);
    const again = mayAskAgainAt(tx.clock.now(), tx.config.ASK_AGAIN_DAYS);
    const account = await accounts.findById(tx, row.accountId);
    await mailDeclined(tx, organization, row, { mayAskAgainAt: again, language: account?.language ?? 'en' });
    await audit.record(tx, { actor, organizationId, action: 'join-request.decline', target: targetOf(row) });
    return row;
  };
  return present(actor, await attempt(services, about, () => withTransaction(services, decline)));
}

/**
 * Takes the own request back (JOIN-7).
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`.
 */
export async function withdrawJoinRequest(
  services: Services,
  { actor }: Authorized<'join-request.withdraw', Actor>,
  requestId: string,
): Promise<JoinRequest> {
  const request = await findRequest(services, actor, requestId);
  const about = { ...aboutRequest(actor, request), action: 'join-request.withdraw' } as const;
  const withdraw = async (tx: Tx) => {
    const row = await answer(tx, actor, requestId, 'withdrawn');
    const { organizationId } = row;
    await audit.record(tx, { actor, organizationId, action: 'join-request.withdraw', target: targetOf(row) });
    return row;
  };
  return present(actor, await attempt(services, about, () => withTransaction(services, withdraw)));
}

/**
 * Answers a pending request once: of concurrent answers, one succeeds.
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`.
 */
async function answer(
  tx: Tx,
  actor: Actor,
  requestId: string,
  status: Exclude<JoinRequestStatus, 'pending'>,
  reason: string | null = null,
): Promise<JoinRequestRow> {
  const organizationId = actor.organization?.id;
  if (organizationId === undefined) throw new Problem('not_found');
  const { id: accountId, fullName, loginId } = actor.account;
  const row = await joinRequestModel(tx.db)
    .findOneAndUpdate(
      { _id: requestId, organizationId, status: 'pending' },
      { $set: { status, reason, decidedAt: tx.clock.now(), decidedBy: { accountId, fullName, loginId } } },
      { session: tx.transaction, returnDocument: 'after' },
    )
    .lean();
  if (row) return row;
  mustBePending(await findRequest(tx, actor, requestId));
  throw new Problem('already_decided');
}

/**
 * JOIN-5: a request is answered once; the refusal says by whom and when.
 * @throws Problem `already_decided`, `request_withdrawn`.
 */
function mustBePending(row: JoinRequestRow): void {
  const refusal = decisionRefusal(row.status);
  if (!refusal) return;
  throw new Problem(refusal, {
    details: {
      status: row.status,
      decidedBy: row.decidedBy?.fullName ?? null,
      decidedAt: row.decidedAt?.toISOString() ?? null,
    },
  });
}
