import type { DirectoryUserView } from './schemas.ts';

interface Known {
  member: 'active' | 'inactive' | null;
  isInvited: boolean;
  hasAsked: boolean;
  isEnabled: boolean;
}

/** INV-1: the standing of a person of the tenant, which decides how an invitation to them is answered. */
export function standingOf({ member, isInvited, hasAsked, isEnabled }: Known): DirectoryUserView['standing'] {
  if (member === 'active') return 'member';
  if (isInvited) return 'invited';
  if (!isEnabled) return 'disabled';
  if (member === 'inactive') return 'inactive';
  return hasAsked ? 'requested' : 'available';
}
