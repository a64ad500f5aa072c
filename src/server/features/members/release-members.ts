import { memberModel } from '../../core/members/model.ts';
import type { Tx } from '../../platform/services.ts';
import { withoutPlace } from '../erasure/erase-members.ts';

/**
 * Takes some of the places of an organization that is closed.
 * @returns the accounts that had them, and those of them that have no other place; none when no place is left.
 */
export async function releaseMembers(
  tx: Tx,
  organizationId: string,
  limit: number,
): Promise<{ accountIds: string[]; homeless: string[] }> {
  const rows = await memberModel(tx.db).find({ organizationId }).limit(limit).session(tx.session).lean();
  await memberModel(tx.db).deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session: tx.session });
  const people = rows.map(({ accountId }) => ({ accountId }));
  const homeless = await withoutPlace(tx, people);
  return { accountIds: people.map(({ accountId }) => accountId), homeless: homeless.map(({ accountId }) => accountId) };
}
