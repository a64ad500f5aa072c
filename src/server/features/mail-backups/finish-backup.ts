import * as audit from '../../core/audit/service.ts';
import { labelOf } from '../../core/members/owners.ts';
import * as members from '../../core/members/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { backupFinishedEmail } from './emails.tsx';
import { type BackupRow, backupModel } from './model.ts';

/**
 * Ends a backup, unless another run has taken it over, and tells whoever asked for it. One that has come to the end of
 * the mailbox is completed when that was all that the server said there is; else its problem is `backup_incomplete`.
 */
export async function finishBackup(
  services: Services,
  { _id, runId }: BackupRow,
  problem: ProblemCode | null,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const ours = { _id, runId, status: 'running' as const };
    const before = await backupModel(tx.db).findOne(ours).session(tx.session).lean<BackupRow>();
    if (!before) return;
    const isWhole = before.skipped === 0 && before.processed >= before.total;
    const outcome = problem ?? (isWhole ? null : 'backup_incomplete');
    const row = await backupModel(tx.db)
      .findOneAndUpdate(
        ours,
        {
          $set: {
            status: outcome ? 'failed' : 'completed',
            open: null,
            problem: outcome,
            finishedAt: tx.clock.now(),
          },
        },
        { session: tx.session, returnDocument: 'after' },
      )
      .lean<BackupRow>();
    if (row) await tell(tx, row);
  });
}

async function tell(tx: Tx, row: BackupRow): Promise<void> {
  const organizationId = row.organizationId;
  const backupId = row._id;
  const memberId = row.memberId;
  const { total, processed, kept, skipped, problem } = row;
  const { accountId, loginId, address } = row.requestedBy;
  await audit.record(tx, {
    actor: { account: { id: accountId, loginId }, address },
    organizationId,
    action: problem ? 'mailbox.backup-failed' : 'mailbox.backup-completed',
    target: { kind: 'member', id: memberId, label: await labelOf(tx, organizationId, memberId) },
    details: { backupId, total, kept, skipped, left: total - processed, problem },
  });
  const member = await members.find(tx, organizationId, accountId);
  if (member?.status !== 'active') return;
  const [recipient] = await members.recipients(tx, organizationId, [member]);
  if (!recipient) return;
  await outbox.enqueue(tx, {
    email: backupFinishedEmail,
    data: { organizationId, backupId, fullName: recipient.fullName },
    to: { address: recipient.mailTo, name: recipient.fullName },
    language: recipient.language,
    dedupeKey: `${backupFinishedEmail.kind}:${backupId}:${row.createdAt.toISOString()}`,
    organizationId,
  });
}
