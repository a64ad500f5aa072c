import type { DirectoryUserView } from '../../../server/features/directory/schemas.ts';

/** Those who are picked, by object ID, in the order they were picked. */
export type Picked = ReadonlyMap<string, DirectoryUserView>;

/** INV-9: up to this many people in one go. */
export const MOST_PICKED = 1000;

export function togglePicked(before: Picked, user: DirectoryUserView): Picked {
  const after = new Map(before);
  if (after.delete(user.objectId) || user.standing !== 'available' || after.size >= MOST_PICKED) return after;
  return after.set(user.objectId, user);
}
