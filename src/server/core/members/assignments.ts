import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { memberModel } from './model.ts';

/** What every member is assigned one of: a profile and a role. */
export type Assignment = 'profileId' | 'roleId';

/** A move from one profile or role to another; `to` is null when the caller named none. */
export interface Move {
  organizationId: string;
  field: Assignment;
  from: string;
  to: string | null;
}

/** The number of members by profile or role, active or not; one aggregation over an index. */
export async function countByAssignment(
  { db }: Services,
  organizationId: string,
  field: Assignment,
): Promise<Map<string, number>> {
  const rows = await memberModel(db).aggregate<{ _id: string; count: number }>([
    { $match: { organizationId } },
    { $group: { _id: `$${field}`, count: { $sum: 1 } } },
  ]);
  return new Map(rows.map(({ _id, count }) => [_id, count]));
}

/**
 * Gives all members with one profile or role another one.
 * @returns how many members were changed.
 * @throws Problem `in_use` when there are any and `to` is null.
 */
export async function moveMembers(tx: Tx, { organizationId, field, from, to }: Move): Promise<number> {
  const filter = { organizationId, [field]: from };
  if (to === null) {
    if (await memberModel(tx.db).exists(filter).session(tx.transaction)) throw new Problem('in_use');
    return 0;
  }
  const { modifiedCount } = await memberModel(tx.db).updateMany(
    filter,
    { $set: { [field]: to }, $inc: { revision: 1 } },
    { session: tx.transaction },
  );
  return modifiedCount;
}
