import { holdAccount } from '../../core/accounts/hold-account.ts';
import * as accounts from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import { readVerifiedDomains } from '../../core/directory/verified-domains.ts';
import * as members from '../../core/members/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { authorize } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts } from '../erasure/erase-accounts.ts';
import { loginIdFreedEmail } from './emails.tsx';
import { endAccess } from './end-access.ts';
import { freeLoginIdOf } from './policy.ts';

/**
 * Frees a login ID that an account with a password has, for the person of the tenant whose login ID it is (INV-6). The
 * account is never theirs: that of an inactive member keeps its place and history under a name that nobody has, and
 * opens no more, unless by a Microsoft identity with another name that was linked to it; that of nobody's member is erased.
 *
 * Whoever has proved to Microsoft that the domain is theirs decides who has its addresses, so only the tenant with that
 * verified domain may do it, and only while no other organization has the account as a member.
 * @throws Problem `login_id_domain`, `not_found`, `already_linked` when it is that of a Microsoft identity,
 *   `login_id_elsewhere`, `member_active`, `permission_required` for a member who may do more; MicrosoftError when Graph
 *   does not answer.
 */
export async function freeLoginId(
  services: Services,
  { actor }: Authorized<'account.free-login-id'>,
  typed: string,
): Promise<void> {
  const organizationId = actor.organization.id;
  const loginId = normalizeLoginId(typed);
  const domain = loginId.slice(loginId.lastIndexOf('@') + 1);
  // Before anything is looked for: what is not theirs to free, they learn nothing of.
  if (!(await readVerifiedDomains(services, organizationId)).includes(domain)) throw new Problem('login_id_domain');
  await withTransaction(services, async (tx) => {
    const account = await accounts.findByLoginId(tx, loginId);
    if (!account) throw new Problem('not_found');
    // Somebody who links it, or makes it a member, at the same moment comes first or last.
    await holdAccount(tx, account.id);
    // An identity that was linked to the account (INV-7) has a name of its own, and goes on opening it.
    if (account.identities.some(({ linkedAt }) => !linkedAt)) throw new Problem('already_linked');
    const places = await members.placesOf(tx, account.id);
    if (places.some((place) => place.organizationId !== organizationId)) throw new Problem('login_id_elsewhere');
    const [place] = places;
    if (place) {
      const profile = await profiles.find(tx, organizationId, place.profileId);
      authorize(actor, freeLoginIdOf, { permissions: profile?.permissions ?? [] });
      if (place.status === 'active') throw new Problem('member_active');
    }
    await tell(tx, actor, account, place?.id ?? null);
    await endAccess(tx, account, 'drop-password');
    if (place) await rename(tx, account);
    else await eraseAccounts(tx, [account.id]);
  });
}

/** A name in a domain that never is (RFC 2606, section 2), so that no mail and no sign-in finds it. */
async function rename(tx: Tx, account: accounts.Account): Promise<void> {
  const loginId = `freed-${account.id}@foyer.invalid`;
  await accounts.rename(tx, account.id, loginId);
  await members.followAccount(tx, { ...account, loginId });
}

/** The trail, and whoever reads the mail of the address. */
async function tell(
  tx: Tx,
  actor: Authorized<'account.free-login-id'>['actor'],
  { id, loginId, fullName, language }: accounts.Account,
  memberId: string | null,
): Promise<void> {
  const target = memberId ? { kind: 'member', id: memberId } : { kind: 'account', id };
  await audit.record(tx, {
    actor,
    organizationId: actor.organization.id,
    action: 'account.free-login-id',
    target: { ...target, label: loginId },
  });
  const freedAt = tx.clock.now().toISOString();
  await outbox.enqueue(tx, {
    email: loginIdFreedEmail,
    data: { fullName, loginId, organization: actor.organization.name, freedAt },
    to: { address: loginId, name: fullName },
    language,
    dedupeKey: `login-id-freed:${id}:${freedAt}`,
    organizationId: null,
  });
}
