import * as audit from '../../core/audit/service.ts';
import { labelOf } from '../../core/members/owners.ts';
import * as members from '../../core/members/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Tx } from '../../platform/services.ts';
import { backupFinishedEmail } from './emails.tsx';
import type { BackupRow } from './model.ts';

/**
 * Ends a backup and notifies the person who asked for it. One that has come to the end of the mailbox is completed when
 * that was all that the server said there is; else its problem is `backup_incomplete`.
 */
export async function finishBackup(tx: Tx, row: BackupRow, failure: ProblemCode | null): Promise<Partial<BackupRow>> {
  const isWhole = row.skipped === 0 && row.processed >= row.total;
  const problem = failure ?? (isWhole ? null : 'backup_incomplete');
  await notify(tx, row, problem);
  return { status: problem ? 'failed' : 'completed', open: null, problem, finishedAt: tx.clock.now() };
}

async function notify(tx: Tx, row: BackupRow, problem: ProblemCode | null): Promise<void> {
  const organizationId = row.organizationId;
  const backupId = row._id;
  const memberId = row.memberId;
  const { total, processed, kept, skipped } = row;
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
