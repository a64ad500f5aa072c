import type { DirectoryUserView } from './schemas.ts';

interface Known {
  member: 'active' | 'inactive' | null;
  isInvited: boolean;
  hasAsked: boolean;
  isEnabled: boolean;
}

/** INV-1: what a person of the tenant is to the organization, and so what inviting them would answer. */
export function standingOf({ member, isInvited, hasAsked, isEnabled }: Known): DirectoryUserView['standing'] {
  if (member === 'active') return 'member';
  if (isInvited) return 'invited';
  if (!isEnabled) return 'disabled';
  if (member === 'inactive') return 'inactive';
  return hasAsked ? 'requested' : 'available';
}
