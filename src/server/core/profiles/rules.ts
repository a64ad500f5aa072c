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

/** Whether the actor may assign a profile: Standard always, others only with all of their permissions (MEM-12). */
export function mayGive({ builtIn, permissions }: Known, own: ReadonlySet<Permission>): boolean {
  return builtIn === 'standard' || covers(own, permissions);
}

/**
 * The permissions of a profile. Administrator also has those that were added after the organization was founded, so
 * that new permissions need no migration of stored profiles.
 */
export function permissionsOf({ builtIn, permissions }: Known): Permission[] {
  if (builtIn !== 'administrator') return [...permissions];
  return PERMISSIONS.filter((each) => permissions.includes(each) || LATER_PERMISSIONS.includes(each));
}

/**
 * Why a change of a profile is refused; null when it is allowed. The names of the built-in profiles stay, Administrator
 * keeps every permission, nobody grants a permission that they don't have (MEM-12), and nobody changes a profile with
 * permissions that they don't have, because that changes its members (MEM-13).
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
