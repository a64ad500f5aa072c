import type { Permission } from '../../platform/permissions.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';

type Refusal = Extract<ProblemCode, 'built_in' | 'permission_required'>;

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
  return builtIn === 'standard' || permissions.every((permission) => own.has(permission));
}

/**
 * Why a profile can't be changed like that; null when it can. The names of the built-in profiles stay, Administrator
 * keeps every permission, and nobody gives what they don't have themselves.
 */
export function changeRefusal(
  { builtIn, permissions: before }: Known,
  { name, permissions }: Change,
  own: ReadonlySet<Permission>,
): Refusal | null {
  if (builtIn !== null && name !== undefined) return 'built_in';
  if (builtIn === 'administrator' && permissions !== undefined) return 'built_in';
  const given = (permissions ?? []).filter((permission) => !before.includes(permission));
  return given.every((permission) => own.has(permission)) ? null : 'permission_required';
}
