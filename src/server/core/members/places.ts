import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { memberModel } from './model.ts';

/** What makes a member's place: a profile or a role. */
export type PlaceField = 'profileId' | 'roleId';

/** From one profile or role to another; `to` is null where nothing was said. */
export interface Move {
  organizationId: string;
  field: PlaceField;
  from: string;
  to: string | null;
}

/** How many members have each profile or role, active or not; one aggregation over an index. */
export async function countByPlace(
  { db }: Services,
  organizationId: string,
  field: PlaceField,
): Promise<Map<string, number>> {
  const rows = await memberModel(db).aggregate<{ _id: string; count: number }>([
    { $match: { organizationId } },
    { $group: { _id: `$${field}`, count: { $sum: 1 } } },
  ]);
  return new Map(rows.map(({ _id, count }) => [_id, count]));
}

/**
 * Gives another profile or role to everybody who has this one; how many.
 * @throws Problem `in_use` when there is somebody and `to` is null.
 */
export async function moveMembers(tx: Tx, { organizationId, field, from, to }: Move): Promise<number> {
  const filter = { organizationId, [field]: from };
  if (to === null) {
    if (await memberModel(tx.db).exists(filter).session(tx.session)) throw new Problem('in_use');
    return 0;
  }
  const { modifiedCount } = await memberModel(tx.db).updateMany(
    filter,
    { $set: { [field]: to }, $inc: { revision: 1 } },
    { session: tx.session },
  );
  return modifiedCount;
}
