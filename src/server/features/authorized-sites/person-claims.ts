import { isUnavailable } from '../../core/accounts/availability.ts';
import * as accounts from '../../core/accounts/service.ts';
import * as members from '../../core/members/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import type { Services } from '../../platform/services.ts';
import type { SiteRow } from './model.ts';
import { findStanding } from './site-standing.ts';
import { findSite } from './sites.ts';

/** The claims about a person by scope (OpenID Connect Core, section 5.4). */
export const CLAIMS = {
  openid: ['sub'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale'],
  email: ['email', 'email_verified'],
  organization: ['organization'],
};

/**
 * The claims of an account for a site of an organization; null when the person may not sign in there any more (MEM-1), or
 * as long as they are disabled or deleted in Entra (GONE-2): the site's tokens are refused from that moment on.
 */
export async function claimsOf(services: Services, accountId: string, clientId: string) {
  const site = await findSite(services, clientId);
  if (!site) return null;
  const [account, standing] = await Promise.all([
    accounts.findById(services, accountId),
    findStanding(services, accountId, site),
  ]);
  if (!account || !standing || (await isUnavailableAt(services, account, site))) return null;
  return {
    name: account.fullName,
    given_name: account.firstName,
    family_name: account.lastName,
    preferred_username: account.loginId,
    locale: account.language,
    email: account.loginId,
    // A login ID looks like an address, but Foyer has not verified that mail arrives there.
    email_verified: false,
    ...(standing === 'member' && {
      organization: await placeOf(services, accountId, site.organizationId),
    }),
  };
}

async function isUnavailableAt(
  services: Services,
  account: accounts.Account,
  { organizationId }: SiteRow,
): Promise<boolean> {
  if (!account.identities.some(({ unavailable }) => unavailable)) return false;
  const organization = await organizations.find(services, organizationId);
  return isUnavailable(account, { identity: null, tenantId: organization?.tenantId ?? null });
}

async function placeOf(services: Services, accountId: string, organizationId: string) {
  const [organization, member] = await Promise.all([
    organizations.find(services, organizationId),
    members.find(services, organizationId, accountId),
  ]);
  const [profile, role] = await Promise.all([
    member && profiles.find(services, organizationId, member.profileId),
    member && roles.find(services, organizationId, member.roleId),
  ]);
  return { id: organizationId, name: organization?.name, profile: profile?.name, role: role?.name };
}
