import { useMemo } from 'react';
import { PERMISSIONS, type Permission } from '../../server/platform/permissions.ts';
import { useSession } from './session-context.ts';

export type Abilities = Readonly<Record<Permission, boolean>>;

/**
 * What the signed-in person may do, as the server said. Navigation and pages show and hide by it (and by the
 * `abilities` that each resource carries), never by the name of a profile or role.
 */
export function useAbilities(): Abilities {
  const { permissions } = useSession();
  return useMemo(() => abilitiesOf(permissions), [permissions]);
}

export function abilitiesOf(permissions: readonly Permission[]): Abilities {
  const held = new Set(permissions);
  return Object.fromEntries(PERMISSIONS.map((permission) => [permission, held.has(permission)])) as Abilities;
}
