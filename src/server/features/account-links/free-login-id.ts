import * as accounts from '../../core/accounts/service.ts';
import { holdAccount } from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import { readVerifiedDomains } from '../../core/directory/verified-domains.ts';
import * as members from '../../core/members/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { authorize } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts } from '../erasure/service.ts';
import { endAccess } from './link-account.ts';
import { mailLoginIdFreed } from './mails.ts';
import { freeLoginIdOf } from './policy.ts';

/**
 * Frees a login ID that an account with a password has, for the person of the tenant whose login ID it is (INV-6). That
 * person never gets the account. An inactive member's account keeps its membership and history under a login ID that
 * nobody has, and only a Microsoft identity that was linked to it still opens it. An account without membership is
 * erased.
 *
 * The owner of a domain decides who has its addresses, so only the tenant that has verified the domain may do this, and
 * only while the account is a member of no other organization.
 * @throws Problem `login_id_domain`, `not_found`, `already_linked` when it is the login ID of a Microsoft identity,
 *   `login_id_elsewhere`, `member_active`, `permission_required` for a member who may do more than the actor;
 *   MicrosoftError when Graph does not answer.
 */
export async function freeLoginId(
  services: Services,
  { actor }: Authorized<'account.free-login-id'>,
  typed: string,
): Promise<void> {
  const organizationId = actor.organization.id;
  const loginId = normalizeLoginId(typed);
  const domain = loginId.slice(loginId.lastIndexOf('@') + 1);
  // Checked before the account is read: other tenants must not learn whether it exists.
  if (!(await readVerifiedDomains(services, organizationId)).includes(domain)) throw new Problem('login_id_domain');
  await withTransaction(services, async (tx) => {
    const account = await accounts.findByLoginId(tx, loginId);
    if (!account) throw new Problem('not_found');
    // Makes concurrent transactions that link the account, or make it a member, conflict with this one.
    await holdAccount(tx, account.id);
    // An identity that was linked to the account (INV-7) has another login ID, and keeps opening the account.
    if (account.identities.some(({ linkedAt }) => !linkedAt)) throw new Problem('already_linked');
    const places = await members.placesOf(tx, account.id);
    if (places.some((place) => place.organizationId !== organizationId)) throw new Problem('login_id_elsewhere');
    const [place] = places;
    if (place) {
      const profile = await profiles.find(tx, organizationId, place.profileId);
      authorize(actor, freeLoginIdOf, { permissions: profile?.permissions ?? [] });
      if (place.status === 'active') throw new Problem('member_active');
    }
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'account.free-login-id',
      target: { kind: place ? 'member' : 'account', id: place?.id ?? account.id, label: account.loginId },
    });
    await mailLoginIdFreed(tx, account, actor.organization.name);
    await endAccess(tx, account, 'drop-password');
    if (place) await rename(tx, account);
    else await eraseAccounts(tx, [account.id]);
  });
}

/** Renames it to a domain that never exists (RFC 2606, section 2), so that no mail and no sign-in reaches it. */
async function rename(tx: Tx, account: accounts.Account): Promise<void> {
  const loginId = `freed-${account.id}@foyer.invalid`;
  await accounts.rename(tx, account.id, loginId);
  await members.followAccount(tx, { ...account, loginId });
}
