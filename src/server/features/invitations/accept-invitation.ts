import { identityOf } from '../../core/accounts/availability.ts';
import { pickLanguage } from '../../core/accounts/rules.ts';
import * as accounts from '../../core/accounts/service.ts';
import { attempt } from '../../core/audit/attempt.ts';
import * as audit from '../../core/audit/service.ts';
import * as directory from '../../core/directory/service.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { isInvited, statusAt } from '../../core/invitations/rules.ts';
import { findOpen, targetOf } from '../../core/invitations/service.ts';
import { checkTerms, TERMS_VERSION } from '../../core/invitations/terms.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import { mailSeatsExhausted } from '../../core/seats/mails.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { createForNewcomer } from '../accounts/create-account.ts';
import { findByLink, joinsWith, refuseDeadLink } from './open-link.ts';
import type { AcceptWithPassword } from './schemas.ts';

type Acceptance = Authorized<'invitation.accept', Actor>;

/** Who joins: the person who is signed in, or one who has just made an account. */
type Joiner = Pick<Actor, 'identity' | 'address'> & { account: Pick<Actor['account'], 'id' | 'loginId' | 'fullName'> };

/**
 * Accepts the invitation that a mailed link leads to (INV-3).
 * @throws Problem what `findByLink`, `refuseDeadLink` and `accept` refuse.
 */
export async function acceptByLink(
  services: Services,
  authorized: Acceptance,
  token: string,
  termsVersion: string,
): Promise<void> {
  const link = await findByLink(services, token);
  await accepting(services, authorized.actor, link.row, async () => {
    await refuseDeadLink(services, link);
    await accept(services, authorized, link.row, termsVersion);
  });
}

/**
 * Accepts the open invitation of the person who is signed in (INV-3).
 * @throws Problem `no_invitation`, and what `accept` refuses.
 */
export async function acceptMine(services: Services, authorized: Acceptance, termsVersion: string): Promise<void> {
  const { account, identity, organization } = authorized.actor;
  const person = organization && { organizationId: organization.id, loginId: account.loginId, identity };
  const row = person && (await findOpen(services, person));
  if (!row) throw new Problem('no_invitation');
  await accepting(services, authorized.actor, row, () => accept(services, authorized, row, termsVersion));
}

/**
 * Accepts an invitation by e-mail for a person without an account: the link proves the address, which becomes the login
 * ID of an account with the name and the password that the person chooses (INV-2, INV-6). All or nothing.
 * @returns the account's id.
 * @throws Problem what `findByLink`, `refuseDeadLink` and `join` refuse, `terms_outdated`, `microsoft_sign_in_required`,
 *   `account_exists`, `weak_password`.
 */
export async function acceptWithPassword(
  services: Services,
  { address, locale }: Visitor,
  token: string,
  { fullName, password, termsVersion }: AcceptWithPassword,
): Promise<string> {
  const link = await findByLink(services, token);
  await refuseDeadLink(services, link);
  const { row } = link;
  const { loginId } = row;
  return await accepting(services, { account: { id: null, loginId }, address }, row, async () => {
    checkTerms(termsVersion);
    const way = await joinsWith(services, row);
    if (way === 'microsoft') throw new Problem('microsoft_sign_in_required');
    if (way === 'password') throw new Problem('account_exists');
    const prepared = await passwords.prepare({ loginId, fullName }, password, 'password');
    const language = pickLanguage(locale, row.language);
    return await joining(services, row, async (tx) => {
      const account = await createForNewcomer(tx, { loginId, fullName, language, termsVersion });
      await passwords.create(tx, account.id, prepared);
      await join(tx, { account, identity: null, address }, row);
      return account.id;
    });
  });
}

/** An attempt to accept an invitation: the organization's trail names the invitation, and both login IDs of a mismatch. */
async function accepting<Result>(
  services: Services,
  actor: audit.AuditActor,
  row: InvitationRow,
  work: () => Promise<Result>,
): Promise<Result> {
  return await attempt(
    services,
    ({ code, extras }) => ({
      actor,
      organizationId: row.organizationId,
      action: 'invitation.accept',
      target: targetOf(row),
      details: code === 'login_id_mismatch' ? { ...extras.details } : {},
    }),
    work,
  );
}

/**
 * Makes the signed-in person a member: the invitation is used, a seat taken, the member added, all or nothing.
 * @throws Problem `terms_outdated` (INV-4), `login_id_mismatch` (INV-5), `directory_user_unavailable`,
 *   `directory_unavailable`, and what `join` refuses.
 */
async function accept(
  services: Services,
  { actor }: Acceptance,
  row: InvitationRow,
  termsVersion: string,
): Promise<void> {
  const { account, identity } = actor;
  checkTerms(termsVersion);
  if (!isInvited(row, { loginId: account.loginId, identity })) throw mismatch(row, account.loginId);
  await checkInDirectory(services, row, actor);
  await joining(services, row, (tx) => join(tx, actor, row));
}

/** INV-5: a person who was renamed or disabled since does not get in with a session from before. */
async function checkInDirectory(services: Services, row: InvitationRow, actor: Actor): Promise<void> {
  const { tenantId, objectId } = row;
  const who = tenantId && objectId ? { tenantId, objectId } : await identityHere(services, row, actor);
  if (!who) return;
  const person = await directory.readPerson(services, who.tenantId, who.objectId);
  if (!person?.isEnabled) throw new Problem('directory_user_unavailable');
  if (person.loginId !== row.loginId) throw mismatch(row, person.loginId);
}

function mismatch({ loginId }: InvitationRow, signedInAs: string): Problem {
  return new Problem('login_id_mismatch', { details: { expectedLoginId: loginId, signedInAs } });
}

/**
 * The Microsoft identity whose login ID answers an invitation by e-mail, where it is one of the organization's tenant. An
 * account that an identity was linked to has a login ID of its own.
 */
async function identityHere(
  services: Services,
  { organizationId }: InvitationRow,
  { account, identity }: Actor,
): Promise<accounts.MicrosoftIdentity | null> {
  const own = identity && (await accounts.findById(services, account.id));
  if (!own || identityOf(own, identity)?.linkedAt) return null;
  const organization = await organizations.find(services, organizationId);
  return organization?.tenantId === identity.tenantId ? identity : null;
}

/** Runs what makes a person a member, all or nothing; the managers hear when there was no seat (INV-10). */
async function joining<Result>(
  services: Services,
  row: InvitationRow,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  try {
    return await withTransaction(services, work);
  } catch (error) {
    if (error instanceof Problem && error.code === 'seats_exhausted') {
      await mailSeatsExhausted(services, row.organizationId, row);
    }
    throw error;
  }
}

/**
 * Uses the invitation, takes a seat and adds the member.
 * @throws Problem `invitation_not_pending`, `seats_exhausted` (INV-10), `already_member`.
 */
async function join(tx: Tx, actor: Joiner, row: InvitationRow): Promise<void> {
  const organizationId = row.organizationId;
  const { account } = actor;
  const now = tx.clock.now();
  const asItWas = { _id: row._id, status: 'pending', sending: row.sending, expiresAt: { $gt: now } } as const;
  const notPending = () => new Problem('invitation_not_pending', { details: { invitationStatus: statusAt(row, now) } });
  // Everybody who joins wants the same seats, so those who lose a race for them have done nothing else yet.
  await subscription.takeSeat(tx, organizationId).catch(async (error: unknown) => {
    // The last one may have gone to whoever used this invitation a moment before.
    const isUsed = error instanceof Problem && !(await invitationModel(tx.db).exists(asItWas).session(tx.transaction));
    throw isUsed ? notPending() : error;
  });
  const { modifiedCount } = await invitationModel(tx.db).updateOne(
    asItWas,
    { $set: { status: 'accepted', accepted: { at: now, accountId: account.id, termsVersion: TERMS_VERSION } } },
    { session: tx.transaction },
  );
  if (modifiedCount === 0) throw notPending();
  const { memberId } = await members.add(tx, {
    organizationId,
    accountId: account.id,
    objectId: row.objectId ?? (await objectIdIn(tx, organizationId, actor)),
    profileId: row.profileId,
    roleId: row.roleId,
  });
  await joinRequests.settleByInvitation(tx, organizationId, actor, row.invitedBy);
  await audit.record(tx, {
    actor,
    organizationId,
    action: 'invitation.accept',
    target: targetOf(row),
    details: { memberId, termsVersion: TERMS_VERSION },
  });
}

/** A person invited by e-mail may still be one of the organization's own tenant. */
async function objectIdIn(tx: Tx, organizationId: string, { identity }: Joiner): Promise<string | null> {
  const organization = identity && (await organizations.find(tx, organizationId));
  return organization && organization.tenantId === identity.tenantId ? identity.objectId : null;
}
