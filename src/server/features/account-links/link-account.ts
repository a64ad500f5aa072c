import type { Request } from 'express';
import { linkIdentity, unlinkIdentity } from '../../core/accounts/link-identity.ts';
import * as accounts from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import { findLatest } from '../../core/join-requests/service.ts';
import { recordPersonal, recordPersonalRefusal } from '../../core/members/record-personal.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import { checkCredentials } from '../../core/passwords/check-credentials.ts';
import { confirmPassword } from '../../core/passwords/confirm-password.ts';
import * as passwords from '../../core/passwords/service.ts';
import { actorOf, readAccount } from '../../core/sessions/caller.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Authorized, authorize } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { endAllTokens } from '../api-tokens/end-tokens.ts';
import { endGrants } from '../authorized-sites/grants.ts';
import { eraseAccounts } from '../erasure/service.ts';
import { invitedLoginIds, isInvitedHere, noteOtherAccount } from '../invitations/other-account.ts';
import { withdrawJoinRequest } from '../join-requests/decide.ts';
import { withdrawJoinRequest as mayWithdraw } from '../join-requests/policy.ts';
import { endResets } from '../password-resets/reset-password.ts';
import { checkAnswer, removeQuestion } from '../security-questions/service.ts';
import { endSignUps } from '../sign-ups/sign-up.ts';
import type { LinkOffer } from './link-offers.ts';
import { mailAccountLinked } from './mails.ts';
import type { LinkAccount } from './schemas.ts';

/** The account and identity of the session that starts after linking. */
export interface Linked {
  accountId: string;
  identity: accounts.MicrosoftIdentity;
}

/**
 * Links the Microsoft identity of this session to an account with another login ID, which Microsoft then opens as well
 * (INV-7). Its password stays valid; everything else that gave access ends. The account that the identity opened before
 * must not be in use, and is erased.
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
  // Checked after the proof: only the account's owner may learn about its invitations.
  if (await isInvitedHere(services, actor, loginId)) throw new Problem('invited_login_id');
  if (account.identities.length > 0) throw new Problem('already_linked');
  await withTransaction(services, async (tx) => {
    await vacate(tx, actor);
    await linkIdentity(tx, identity, { from: actor.account.id, to: account, sameName: null });
    await noteOtherAccount(tx, actor);
    await eraseAccounts(tx, [actor.account.id]);
    await endAccess(tx, account, 'keep-password');
    await notify(tx, { identity, account, actor, opensWithPassword: true });
  });
  return { accountId: account.id, identity };
}

/**
 * Links a person's Microsoft identity to the account that has their login ID, once they have proved that it is theirs
 * (INV-6). Nothing else opens it afterwards, not even its password, because somebody else may have chosen that.
 * @throws Problem `login_id_mismatch` for another login ID than the sign-in's, what `prove` refuses, `already_linked`
 *   when another identity was linked first, `identity_linked` when the identity opens an account in use.
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
    // After a rename in the directory, the person has an account under their former login ID.
    const former = await accounts.findByIdentity(tx, identity);
    const found = former && (await readAccount(tx, former.id));
    const speaker = found && actorOf(found, { session: null, apiToken: null, identity, address });
    if (speaker) await vacate(tx, speaker.actor);
    await linkIdentity(tx, identity, { from: former?.id ?? null, to: account, sameName: { isGuest } });
    if (former) await eraseAccounts(tx, [former.id]);
    await endAccess(tx, account, 'drop-password');
    const organization = await organizations.findByTenant(tx, identity.tenantId);
    if (organization) await members.tieToPerson(tx, organization.id, account.id, identity.objectId);
    await notify(tx, { identity, account, actor: { account, address }, opensWithPassword: false });
  });
  return { accountId: account.id, identity };
}

/**
 * Unlinks the Microsoft identity from the account. All sessions end, because the identity opened some of them; the
 * caller then starts a new one for the person who gave the password.
 * @throws Problem `no_password`, `wrong_password`, `too_many_attempts`, `not_linked`.
 */
export async function unlinkAccount(
  services: Services,
  { actor }: Authorized<'account.unlink', Actor>,
  password: string,
): Promise<void> {
  const { account } = actor;
  await confirmPassword(services, actor, password);
  await withTransaction(services, async (tx) => {
    await unlinkIdentity(tx, account.id);
    await endSessions(tx, { accountIds: [account.id] }, 'replaced');
    await recordPersonal(tx, { actor, account, action: 'account.unlink' });
  });
}

/**
 * Ends everything that has given access to an account, no matter who holds it: sessions, API tokens, allowed sites, and
 * what could prove ownership again (pending password resets and sign-ups, the security question).
 * @param password whether the password stays valid.
 */
export async function endAccess(
  tx: Tx,
  { id, loginId }: { id: string; loginId: string },
  password: 'keep-password' | 'drop-password',
): Promise<void> {
  await endSessions(tx, { accountIds: [id] }, 'access_ended');
  await endAllTokens(tx, id);
  await endGrants(tx, { accountId: id });
  await endResets(tx, id);
  await endSignUps(tx, loginId);
  await removeQuestion(tx, id);
  if (password === 'drop-password') await passwords.remove(tx, id);
}

/**
 * The account that the proof belongs to: checks its password and, where there is one, its security question.
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
 * Makes sure that the account that Foyer created at the person's first sign-in with Microsoft is not in use, and
 * withdraws its pending request to join.
 * @throws Problem `identity_linked` when the account is a member of an organization, or has a password.
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

/**
 * Records the link in the trails of the account's organizations and of the identity's tenant, and mails the account.
 */
async function notify(tx: Tx, { identity, account, actor, opensWithPassword }: Link): Promise<void> {
  const { tenantId, objectId } = identity;
  const details = { tenantId, objectId, opensWithPassword };
  await recordPersonal(tx, { actor, account, action: 'account.link', details });
  const own = await organizations.findByTenant(tx, tenantId);
  const places = await members.placesOf(tx, account.id);
  if (own && places.every(({ organizationId }) => organizationId !== own.id)) {
    const target = { kind: 'directory-user', id: objectId, label: account.loginId };
    await audit.record(tx, { actor, organizationId: own.id, action: 'account.link', target, details });
  }
  await mailAccountLinked(tx, account, { address: actor.address, opensWithPassword });
}
