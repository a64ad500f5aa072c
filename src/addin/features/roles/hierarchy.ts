import type { Role } from '../../../server/core/roles/schemas.ts';

/** The roles right below one, by name as they come. */
export function below<R extends Role>(roles: readonly R[], id: string): R[] {
  return roles.filter(({ parentId }) => parentId === id);
}

/** Where a role can be moved: anywhere but to itself and what is below it. The server has the last word. */
export function targetsOf<R extends Role>(roles: readonly R[], id: string): R[] {
  const away = new Set([id]);
  for (let size = 0; size !== away.size; ) {
    size = away.size;
    for (const role of roles) if (role.parentId !== null && away.has(role.parentId)) away.add(role.id);
  }
  return roles.filter((role) => !away.has(role.id));
}
