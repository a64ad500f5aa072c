import type { Actor } from '../../platform/actor.ts';
import type { Permission } from '../../platform/permissions.ts';
import type { Services } from '../../platform/services.ts';
import * as accounts from '../accounts/service.ts';
import * as members from '../members/service.ts';
import * as organizations from '../organizations/service.ts';
import * as profiles from '../profiles/service.ts';
import * as sessions from './service.ts';

const nothing: ReadonlySet<Permission> = new Set();

/**
 * Who a session's cookie speaks for: session, account, membership and profile as they are now, so that what changed
 * counts on the very next call. Null when there is no such session.
 */
export async function loadActor(services: Services, token: string, address: string | null): Promise<Actor | null> {
  const session = await sessions.findByToken(services, token);
  if (!session) return null;
  const { identity } = session;
  const accountId = session.accountId.toHexString();
  const [account, own, places] = await Promise.all([
    accounts.findById(services, accountId),
    identity && organizations.findByTenant(services, identity.tenantId),
    members.placesOf(services, accountId),
  ]);
  if (!account) return null;
  sessions.touch(services, session);
  // The organization of the person's tenant, unless they belong to another one and not to it.
  const member = places.find(({ organizationId }) => organizationId === own?.id) ?? places[0] ?? null;
  const [organization, profile] = await Promise.all([
    member && member.organizationId !== own?.id ? organizations.find(services, member.organizationId) : own,
    member?.status === 'active' ? profiles.find(services, member.organizationId, member.profileId) : null,
  ]);
  return {
    session: { id: session._id.toHexString(), openedAt: session.openedAt },
    account,
    identity: identity && { tenantId: identity.tenantId, objectId: identity.objectId },
    organization: organization && { id: organization.id, name: organization.name },
    member: member && { id: member.id, status: member.status, profileId: member.profileId, roleId: member.roleId },
    permissions: profile ? new Set(profile.permissions) : nothing,
    address,
  };
}
