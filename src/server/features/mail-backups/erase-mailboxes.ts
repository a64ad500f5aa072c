import type { Erasure } from '../../core/members/departed.ts';
import type { Tx } from '../../platform/services.ts';
import { mailboxModel } from '../mailboxes/model.ts';
import { dropSources } from '../messages/sources.ts';
import { backupModel, backupStepModel } from './model.ts';

/**
 * MEM-8: takes these people's mailboxes with their passwords and backups, and their names from the backups that they
 * asked for. The messages that were kept are the organization's correspondence and stay with their records, as letters
 * that name whoever they name.
 */
export async function eraseMailboxes(
  tx: Tx,
  { organizationId, people }: Erasure,
): Promise<ReadonlyMap<string, string[]>> {
  const memberIds = people.map(({ memberId }) => memberId);
  const theirs = { organizationId, memberId: { $in: memberIds } };
  const { session } = tx;
  const backups = await backupModel(tx.db).find(theirs).select('pendingSourceId').session(session).lean();
  await mailboxModel(tx.db).deleteMany(theirs, { session });
  await backupModel(tx.db).deleteMany(theirs, { session });
  await backupStepModel(tx.db).deleteMany(
    { organizationId, backupId: { $in: backups.map(({ _id }) => _id) } },
    { session },
  );
  await backupModel(tx.db).updateMany(
    { organizationId, 'requestedBy.accountId': { $in: people.map(({ accountId }) => accountId) } },
    { $set: { 'requestedBy.loginId': '', 'requestedBy.address': null } },
    { session },
  );
  const pending = backups.flatMap(({ pendingSourceId }) => pendingSourceId ?? []);
  tx.afterCommit(() => {
    dropSources(tx, pending).catch((error: unknown) => tx.log.error({ err: error }, 'sources could not be removed'));
  });
  return new Map();
}
