import type { Request } from 'express';
import type { Actor } from '../../platform/actor.ts';
import { type Authorized, authorize } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { linkIdentity } from '../accounts/link-identity.ts';
import { recordPersonal } from '../audit/record-personal.ts';
import { invitedLoginIds, isInvitedHere, noteOtherAccount } from '../invitations/other-account.ts';
import { withdrawJoinRequest as mayWithdraw } from '../join-requests/policy.ts';
import { findLatest } from '../join-requests/service.ts';
import { withdrawJoinRequest } from '../join-requests/withdraw-join-request.ts';
import * as members from '../members/service.ts';
import { type Credentials, checkCredentials } from '../passwords/check-credentials.ts';
import * as passwords from '../passwords/service.ts';
import { endSessions } from '../sessions/end-sessions.ts';

/** Whom the session speaks for from now on. */
export interface Linked {
  accountId: string;
  identity: NonNullable<Actor['identity']>;
}

/**
 * Ties the Microsoft identity of this sign-in to an account with another login ID, which then opens from the launcher
 * (INV-7). The account that the identity has opened so far must not be in use.
 * @throws Problem `microsoft_sign_in_required`, `invited_login_id`, `wrong_credentials`, `too_many_attempts`,
 *   `already_linked` for an account that a Microsoft identity opens, `identity_linked` for an identity in use.
 */
export async function linkAccount(
  services: Services,
  request: Request,
  { actor }: Authorized<'account.link', Actor>,
  credentials: Credentials,
): Promise<Linked> {
  const { identity } = actor;
  if (!identity) throw new Problem('microsoft_sign_in_required');
  const loginId = normalizeLoginId(credentials.loginId);
  if ((await invitedLoginIds(services, actor)).includes(loginId)) throw new Problem('invited_login_id');
  const account = await checkCredentials(services, request, credentials);
  // Only who has proved that the account is theirs is told anything of its invitations.
  if (await isInvitedHere(services, actor, loginId)) throw new Problem('invited_login_id');
  if (account.identities.length > 0) throw new Problem('already_linked');
  await withTransaction(services, async (tx) => {
    await vacate(tx, actor);
    await linkIdentity(tx, identity, { from: actor.account.id, to: account.id });
    await noteOtherAccount(tx, actor);
    await endSessions(tx, { accountIds: [actor.account.id] }, 'replaced');
    const details = { tenantId: identity.tenantId, objectId: identity.objectId };
    await recordPersonal(tx, { actor, account, action: 'account.link', details });
  });
  return { accountId: account.id, identity };
}

/**
 * The account that Foyer made when the person first came by Microsoft is left behind; a request to join that waits is
 * taken back.
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
