import type { Request } from 'express';
import { linkIdentity } from '../../core/accounts/link-identity.ts';
import * as accounts from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import { findLatest } from '../../core/join-requests/service.ts';
import { recordPersonal, recordPersonalRefusal } from '../../core/members/record-personal.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import { checkCredentials } from '../../core/passwords/check-credentials.ts';
import * as passwords from '../../core/passwords/service.ts';
import { actorOf, readAccount } from '../../core/sessions/caller.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Authorized, authorize } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts } from '../erasure/erase-accounts.ts';
import { invitedLoginIds, isInvitedHere, noteOtherAccount } from '../invitations/other-account.ts';
import { withdrawJoinRequest as mayWithdraw } from '../join-requests/policy.ts';
import { withdrawJoinRequest } from '../join-requests/withdraw-join-request.ts';
import { checkAnswer } from '../security-questions/service.ts';
import { accountLinkedEmail } from './emails.tsx';
import { endAccess } from './end-access.ts';
import type { LinkOffer } from './link-offers.ts';
import type { LinkAccount } from './schemas.ts';

/** Whom the session speaks for from now on. */
export interface Linked {
  accountId: string;
  identity: accounts.MicrosoftIdentity;
}

/**
 * Ties the Microsoft identity of this session to an account with another login ID, which then opens from the launcher
 * (INV-7). Its password goes on opening it; all else that did so ends. The account that the identity has opened so far
 * must not be in use; it is erased.
 * @throws Problem `microsoft_sign_in_required`, `invited_login_id`, what `prove` refuses, `already_linked` for an
 *   account that a Microsoft identity opens, `identity_linked` for an identity in use.
 */
export async function linkAccount(
  services: Services,
  request: Request,
  { actor }: Authorized<'account.link', Actor>,
  proof: LinkAccount,
): Promise<Linked> {
  const { identity } = actor;
  if (!identity) throw new Problem('microsoft_sign_in_required');
  const loginId = normalizeLoginId(proof.loginId);
  if ((await invitedLoginIds(services, actor)).includes(loginId)) throw new Problem('invited_login_id');
  const account = await prove(services, request, proof);
  // Only who has proved that the account is theirs is told anything of its invitations.
  if (await isInvitedHere(services, actor, loginId)) throw new Problem('invited_login_id');
  if (account.identities.length > 0) throw new Problem('already_linked');
  await withTransaction(services, async (tx) => {
    await vacate(tx, actor);
    await linkIdentity(tx, identity, { from: actor.account.id, to: account, sameName: null });
    await noteOtherAccount(tx, actor);
    await eraseAccounts(tx, [actor.account.id]);
    await endAccess(tx, account, 'keep-password');
    await tell(tx, { identity, account, actor, opensWithPassword: true });
  });
  return { accountId: account.id, identity };
}

/**
 * Gives the account that has a person's login ID to their Microsoft identity, once they have proved that it is theirs
 * (INV-6). From then on nothing else opens it, not even its password: somebody else may have chosen that.
 * @throws Problem `login_id_mismatch` for another login ID than the sign-in's, what `prove` refuses, `already_linked`
 *   when somebody else was quicker, `identity_linked` when the identity opens an account in use.
 */
export async function linkOffered(
  services: Services,
  request: Request,
  { identity, loginId, isGuest }: LinkOffer,
  proof: LinkAccount,
): Promise<Linked> {
  if (normalizeLoginId(proof.loginId) !== loginId) {
    throw new Problem('login_id_mismatch', { details: { expectedLoginId: loginId } });
  }
  const account = await prove(services, request, proof);
  const { address } = visitorOf(request);
  await withTransaction(services, async (tx) => {
    // Somebody who was renamed has an account under their former login ID.
    const former = await accounts.findByIdentity(tx, identity);
    const found = former && (await readAccount(tx, former.id));
    const speaker = found && actorOf(found, { session: null, apiToken: null, identity, address });
    if (speaker) await vacate(tx, speaker.actor);
    await linkIdentity(tx, identity, { from: former?.id ?? null, to: account, sameName: { isGuest } });
    if (former) await eraseAccounts(tx, [former.id]);
    await endAccess(tx, account, 'drop-password');
    const organization = await organizations.findByTenant(tx, identity.tenantId);
    if (organization) await members.tieToPerson(tx, organization.id, account.id, identity.objectId);
    await tell(tx, { identity, account, actor: { account, address }, opensWithPassword: false });
  });
  return { accountId: account.id, identity };
}

/**
 * The account that somebody has proved to be theirs: by its password and, where it has one, by its security question.
 * @throws Problem `wrong_credentials`, `too_many_attempts`, and once the password is right `validation_failed` with the
 *   `question` while there is no answer, `wrong_answer`.
 */
async function prove(services: Services, request: Request, proof: LinkAccount): Promise<accounts.Account> {
  const { loginId, password, answer } = proof;
  const account = await checkCredentials(services, request, { loginId, password });
  try {
    await checkAnswer(services, account.id, answer);
  } catch (error) {
    if (error instanceof Problem && error.code === 'wrong_answer') {
      const stranger = { account: { id: null, loginId: account.loginId }, address: visitorOf(request).address };
      await recordPersonalRefusal(services, { actor: stranger, account, action: 'account.link' }, error.code);
    }
    throw error;
  }
  return account;
}

/**
 * Nobody is anywhere by the account that Foyer made when the person first came by Microsoft; a request to join that
 * waits is taken back.
 * @throws Problem `identity_linked` when the account is somebody's in an organization, or has a password.
 */
async function vacate(tx: Tx, actor: Actor): Promise<void> {
  const { account, organization } = actor;
  const places = await members.placesOf(tx, account.id);
  if (places.length > 0 || (await passwords.find(tx, account.id))) throw new Problem('identity_linked');
  const latest = organization && (await findLatest(tx, organization.id, account.id));
  if (latest?.status !== 'pending') return;
  await withdrawJoinRequest(tx, authorize(actor, mayWithdraw, { accountId: account.id }), latest.id);
}

interface Link {
  identity: accounts.MicrosoftIdentity;
  account: accounts.Account;
  actor: audit.AuditActor;
  opensWithPassword: boolean;
}

/** The trails of the account's organizations and of the identity's tenant, and whoever reads the account's mail. */
async function tell(tx: Tx, { identity, account, actor, opensWithPassword }: Link): Promise<void> {
  const { tenantId, objectId } = identity;
  const details = { tenantId, objectId, opensWithPassword };
  await recordPersonal(tx, { actor, account, action: 'account.link', details });
  const own = await organizations.findByTenant(tx, tenantId);
  const places = await members.placesOf(tx, account.id);
  if (own && places.every(({ organizationId }) => organizationId !== own.id)) {
    const target = { kind: 'directory-user', id: objectId, label: account.loginId };
    await audit.record(tx, { actor, organizationId: own.id, action: 'account.link', target, details });
  }
  const linkedAt = tx.clock.now().toISOString();
  await outbox.enqueue(tx, {
    email: accountLinkedEmail,
    data: {
      fullName: account.fullName,
      loginId: account.loginId,
      linkedAt,
      address: actor.address,
      opensWithPassword,
    },
    to: { address: account.loginId, name: account.fullName },
    language: account.language,
    dedupeKey: `account-linked:${account.id}:${linkedAt}`,
    organizationId: null,
  });
}
