import type { Tx } from '../../platform/services.ts';
import { mailboxModel } from '../mailboxes/model.ts';
import { dropSources } from '../messages/sources.ts';
import { backupModel, backupStepModel } from './model.ts';

/**
 * MEM-8: deletes these people's mailboxes with their passwords and backups, and their names from the backups that they
 * started. Messages that were kept are the organization's correspondence: they stay with their records, as they are.
 */
export async function eraseMailboxes(
  tx: Tx,
  { organizationId, people }: { organizationId: string; people: readonly { memberId: string; accountId: string }[] },
): Promise<void> {
  const memberIds = people.map(({ memberId }) => memberId);
  const theirs = { organizationId, memberId: { $in: memberIds } };
  const { transaction } = tx;
  const backups = await backupModel(tx.db).find(theirs).select('pendingSourceId').session(transaction).lean();
  await mailboxModel(tx.db).deleteMany(theirs, { session: transaction });
  await backupModel(tx.db).deleteMany(theirs, { session: transaction });
  await backupStepModel(tx.db).deleteMany(
    { organizationId, backupId: { $in: backups.map(({ _id }) => _id) } },
    { session: transaction },
  );
  await backupModel(tx.db).updateMany(
    { organizationId, 'requestedBy.accountId': { $in: people.map(({ accountId }) => accountId) } },
    { $set: { 'requestedBy.loginId': '', 'requestedBy.address': null } },
    { session: transaction },
  );
  const pending = backups.flatMap(({ pendingSourceId }) => pendingSourceId ?? []);
  tx.afterCommit(() => {
    dropSources(tx, pending).catch((error: unknown) => tx.log.error({ err: error }, 'sources could not be removed'));
  });
}
