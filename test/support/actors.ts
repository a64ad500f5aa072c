import type { Actor, MemberActor } from '../../src/server/platform/actor.ts';
import type { Permission } from '../../src/server/platform/permissions.ts';

/** Somebody signed in who is nobody's member. */
export function outsider(accountId = 'a0'): Actor {
  return {
    session: { id: 's', authenticatedAt: new Date(0) },
    apiToken: null,
    account: { id: accountId, loginId: 'x@example.com', fullName: 'X', language: 'en', isGuest: false },
    dateFormat: null,
    identity: { tenantId: 't', objectId: 'o' },
    organization: { id: 'g', name: 'G' },
    member: null,
    profile: null,
    role: null,
    permissions: new Set(),
    extensions: [],
    address: null,
  };
}

/** An active member with these permissions. */
export function memberWith(...permissions: Permission[]): MemberActor {
  const actor = outsider();
  return {
    ...actor,
    organization: { id: 'g', name: 'G' },
    member: { id: 'm', status: 'active', profileId: 'p', roleId: 'r' },
    permissions: new Set(permissions),
  };
}

export function inactive(actor: MemberActor): MemberActor {
  return { ...actor, member: { ...actor.member, status: 'inactive' } };
}
