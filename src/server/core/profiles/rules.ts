import { covers, LATER_PERMISSIONS, PERMISSIONS, type Permission } from '../../platform/permissions.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';

type Refusal = Extract<ProblemCode, 'built_in' | 'outranked' | 'permission_required'>;

interface Known {
  builtIn: 'administrator' | 'standard' | null;
  permissions: readonly Permission[];
}

interface Change {
  name?: string | undefined;
  permissions?: readonly Permission[] | undefined;
}

/** Standard is for everybody; of all others nobody gives what they don't have, to somebody else or to themselves. */
export function mayGive({ builtIn, permissions }: Known, own: ReadonlySet<Permission>): boolean {
  return builtIn === 'standard' || covers(own, permissions);
}

/**
 * What a profile permits. Administrator also permits what was added after its organization was founded, so that a new
 * permission needs no migration of stored profiles.
 */
export function permissionsOf({ builtIn, permissions }: Known): Permission[] {
  if (builtIn !== 'administrator') return [...permissions];
  return PERMISSIONS.filter((each) => permissions.includes(each) || LATER_PERMISSIONS.includes(each));
}

/**
 * Why a profile can't be changed like that; null when it can. The names of the built-in profiles stay, Administrator
 * keeps every permission, nobody gives what they don't have themselves (MEM-12), and nobody changes a profile that
 * permits more than they may, because that changes its members (MEM-13).
 */
export function changeRefusal(
  { builtIn, permissions: before }: Known,
  { name, permissions }: Change,
  own: ReadonlySet<Permission>,
): Refusal | null {
  if (builtIn !== null && name !== undefined) return 'built_in';
  if (builtIn === 'administrator' && permissions !== undefined) return 'built_in';
  if (!covers(own, before)) return 'outranked';
  return covers(own, permissions ?? []) ? null : 'permission_required';
}
