import type { Standing } from '../../platform/permissions.ts';
/** What the standing follows from. */
export interface StandingFacts {
  hasOrganization: boolean;
  member: 'active' | 'inactive' | null;
  isInvited: boolean;
  latestRequest: 'pending' | 'approved' | 'declined' | 'withdrawn' | null;
}

/** What a person is to the organization: an invitation comes before a request (JOIN-9) and brings inactive people back. */
export function standingOf({ hasOrganization, member, isInvited, latestRequest }: StandingFacts): Standing {
  if (!hasOrganization) return 'unfounded';
  if (member === 'active') return 'member';
  if (isInvited) return 'invited';
  if (member === 'inactive') return 'inactive';
  if (latestRequest === 'pending') return 'requested';
  return latestRequest === 'declined' ? 'declined' : 'outsider';
}
