import type { Actor } from '../../platform/actor.ts';
import type { Permission } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { isUnavailable } from '../accounts/availability.ts';
import * as accounts from '../accounts/service.ts';
import * as members from '../members/service.ts';
import * as organizations from '../organizations/service.ts';
import * as profiles from '../profiles/service.ts';
import type { SessionRow } from './model.ts';

const nothing: ReadonlySet<Permission> = new Set();

/** Whom somebody speaks for: a session, or a token that stands in for one. */
export interface Speaker extends Pick<Actor, 'session' | 'apiToken' | 'identity' | 'address'> {
  accountId: string;
  /** The organization that a token is for. */
  organizationId?: string;
}

/**
 * Account, membership and profile as they are now, so that what changed counts on the very next call. Null when the
 * account is gone. Every session, token and site becomes an actor here, and none does whose person is disabled or deleted
 * in Entra (GONE-2).
 * @throws Problem `microsoft_account_unavailable`.
 */
export async function assembleActor(
  services: Services,
  speaker: Speaker,
): Promise<{ actor: Actor; account: accounts.Account } | null> {
  const { accountId, session, apiToken, identity, address, organizationId } = speaker;
  const [account, own, places] = await Promise.all([
    accounts.findById(services, accountId),
    identity && organizations.findByTenant(services, identity.tenantId),
    members.placesOf(services, accountId),
  ]);
  if (!account) return null;
  // The organization of the person's tenant, unless they belong to another one and not to it. A token has one alone.
  const elsewhere = organizationId === undefined ? places[0] : undefined;
  const preferred = organizationId ?? own?.id;
  const member = places.find((place) => place.organizationId === preferred) ?? elsewhere ?? null;
  const [organization, profile] = await Promise.all([
    member && member.organizationId !== own?.id ? organizations.find(services, member.organizationId) : own,
    member?.status === 'active' ? profiles.find(services, member.organizationId, member.profileId) : null,
  ]);
  if (isUnavailable(account, { identity, tenantId: organization?.tenantId ?? null })) {
    throw new Problem('microsoft_account_unavailable');
  }
  const actor: Actor = {
    session,
    apiToken,
    account,
    dateFormat: account.preferences.dateFormat,
    identity,
    organization: organization && { id: organization.id, name: organization.name },
    member: member && { id: member.id, status: member.status, profileId: member.profileId, roleId: member.roleId },
    profile: profile && { name: profile.name, extensions: profile.extensions },
    permissions: profile ? new Set(profile.permissions) : nothing,
    address,
  };
  return { actor, account };
}

export function speakerOf({ _id, accountId, authenticatedAt, identity }: SessionRow, address: string | null) {
  return {
    accountId,
    // A session that was opened before this was kept does not have it.
    session: { id: _id, authenticatedAt: authenticatedAt ?? null },
    apiToken: null,
    identity: identity && { tenantId: identity.tenantId, objectId: identity.objectId },
    address,
  };
}
