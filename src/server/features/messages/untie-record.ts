import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { messageModel } from './model.ts';
import { removeSource } from './sources.ts';

/** Under which name messages are removed that no record has any more. */
export const SWEEP_JOB = 'mail.sweep';

const BATCH = 200;

/** A record that is removed leaves its messages to the others that they are tied to; those that have none go soon. */
export async function untieRecord(
  tx: Tx,
  { organizationId, _id }: { organizationId: string; _id: string },
): Promise<void> {
  const { transaction } = tx;
  const tied = { organizationId, recordIds: _id };
  const { modifiedCount } = await messageModel(tx.db).updateMany(
    { ...tied, 'recordIds.1': { $exists: false } },
    { $set: { orphan: true } },
    { session: transaction },
  );
  await messageModel(tx.db).updateMany(tied, { $pull: { recordIds: _id } }, { session: transaction });
  if (modifiedCount === 0) return;
  tx.afterCommit(() => {
    tx.jobs.soon(SWEEP_JOB, 'sweep').catch((error: unknown) => {
      tx.log.error({ err: error }, 'messages without a record could not be queued for removal');
    });
  });
}

/** Removes the messages that no record has any more, with their sources, one by one. */
export async function sweepMessages(services: Services, stopping: AbortSignal): Promise<void> {
  for (;;) {
    const rows = await messageModel(services.db).find({ orphan: true }).select('_id').limit(BATCH).lean();
    for (const { _id } of rows) {
      if (stopping.aborted) return;
      await withTransaction(services, async (tx) => {
        const { deletedCount } = await messageModel(tx.db).deleteOne(
          { _id, orphan: true },
          { session: tx.transaction },
        );
        if (deletedCount > 0) await removeSource(tx, _id);
      });
    }
    if (rows.length < BATCH) return;
  }
}
