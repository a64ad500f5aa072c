import type { ProblemCode } from '../../platform/problem-codes.ts';

/** A role as the hierarchy knows it. */
interface Node {
  id: string;
  parentId: string | null;
}

/** The most levels of a hierarchy, including the root. */
const DEEPEST = 20;

/**
 * Why a role can't move below `parentId`; null when it can. The roles below it move with it.
 * @param id null for a new role.
 */
export function moveRefusal(
  roles: readonly Node[],
  id: string | null,
  parentId: string,
): Extract<ProblemCode, 'role_cycle' | 'role_depth'> | null {
  const above = pathTo(roles, parentId);
  if (id !== null && above.includes(id)) return 'role_cycle';
  const height = id === null ? 1 : heightOf(roles, id);
  return above.length + height > DEEPEST ? 'role_depth' : null;
}

/**
 * ROLE-1: the role of newcomers. When none was chosen (organizations founded before the setting existed), or the chosen
 * one was deleted, it is the lowest role: the one with the most levels above it, the oldest of several. No role is
 * below it, so its members see only their own records.
 * @param chosenId the stored setting.
 */
export function roleOfNewcomers<Role extends Node>(roles: readonly Role[], chosenId: string | null): Role | undefined {
  const chosen = roles.find(({ id }) => id === chosenId);
  if (chosen) return chosen;
  const depths = new Map(roles.map(({ id }) => [id, pathTo(roles, id).length]));
  const depth = ({ id }: Role) => depths.get(id) ?? 0;
  // ObjectIds sort by time of creation.
  const [lowest] = roles.toSorted((a, b) => depth(b) - depth(a) || (a.id < b.id ? -1 : 1));
  return lowest;
}

/** The role and all above it, from the bottom up; in a broken hierarchy up to the first repetition. */
export function pathTo(roles: readonly Node[], id: string): string[] {
  const parents = new Map(roles.map((role) => [role.id, role.parentId]));
  const path: string[] = [];
  for (let at: string | null = id; at !== null && !path.includes(at); at = parents.get(at) ?? null) path.push(at);
  return path;
}

/** The number of levels from the role down, including itself. */
function heightOf(roles: readonly Node[], id: string): number {
  const below = roles.filter(({ parentId }) => parentId === id).map((child) => heightOf(roles, child.id));
  return 1 + Math.max(0, ...below);
}

/** The roles below one in the hierarchy, without itself (REC-2). */
export function rolesBelow(roles: readonly { id: string; parentId: string | null }[], roleId: string): string[] {
  const below = new Set<string>();
  const open = [roleId];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const { id, parentId } of roles) {
      if (parentId !== parent || below.has(id) || id === roleId) continue;
      below.add(id);
      open.push(id);
    }
  }
  return [...below];
}
