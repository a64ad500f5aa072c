import { historyModel, type RecordRow, recordModel } from '../../core/records/model.ts';
import { MODULES } from '../../core/records/schemas.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { event } from '../records/change-records.ts';
import { mustBeActive } from './run-transfer.ts';

/** How many records move in one transaction. */
const BATCH = 500;

interface HandOver {
  organizationId: string;
  fromId: string;
  toId: string;
  /** The account of the member who leaves. */
  byAccountId: string;
}

/**
 * Gives all records of a member to another one, now and not in the background: for members who close their account, so
 * that nobody chose a new owner.
 * @returns how many records moved.
 * @throws Problem `owner_inactive` when the new owner is no longer active.
 */
export async function handOverAll(services: Services, { organizationId, fromId, toId, byAccountId }: HandOver) {
  let moved = 0;
  for (;;) {
    const batch = await withTransaction(services, async (tx) => {
      const rows = await recordModel(tx.db)
        .find({ organizationId, module: { $in: MODULES }, ownerId: fromId })
        .select('ownerId')
        .limit(BATCH)
        .session(tx.transaction)
        .lean<Pick<RecordRow, '_id' | 'ownerId'>[]>();
      if (rows.length === 0) return 0;
      await mustBeActive(tx, organizationId, [toId]);
      const ids = rows.map(({ _id }) => _id);
      const set = { ownerId: toId, transferId: null, updatedAt: tx.clock.now() };
      await recordModel(tx.db).updateMany(
        { _id: { $in: ids }, organizationId },
        { $set: set },
        { session: tx.transaction },
      );
      const who = { organization: { id: organizationId }, account: { id: byAccountId } };
      const owners = (before: string) => ({ ownerBefore: before, ownerAfter: set.ownerId });
      const events = rows.map(({ _id, ownerId }) => event(tx, who, _id, { kind: 'owner', ...owners(ownerId) }));
      await historyModel(tx.db).insertMany(events, { session: tx.transaction, lean: true });
      return rows.length;
    });
    moved += batch;
    if (batch === 0) return moved;
  }
}
