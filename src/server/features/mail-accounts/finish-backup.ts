import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import { labelOf } from '../members/owners.ts';
import * as members from '../members/service.ts';
import * as outbox from '../outbox/service.ts';
import { type BackupRow, backupModel } from './backup-model.ts';
import { backupFinishedEmail } from './emails.tsx';

/** Ends a backup, unless another run has taken it over, and tells whoever asked for it. */
export async function finishBackup(
  services: Services,
  { _id, runId }: BackupRow,
  problem: ProblemCode | null,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const row = await backupModel(tx.db)
      .findOneAndUpdate(
        { _id, runId, status: 'running' },
        {
          $set: {
            status: problem ? 'failed' : 'completed',
            open: null,
            problem,
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
  const organizationId = row.organizationId.toHexString();
  const backupId = row._id.toHexString();
  const memberId = row.memberId.toHexString();
  const { accountId, loginId, address } = row.requestedBy;
  await audit.record(tx, {
    actor: { account: { id: accountId.toHexString(), loginId }, address },
    organizationId,
    action: row.problem ? 'mailbox.backup-failed' : 'mailbox.backup-completed',
    target: { kind: 'member', id: memberId, label: await labelOf(tx, organizationId, memberId) },
    details: { backupId, total: row.total, kept: row.kept, skipped: row.skipped, problem: row.problem },
  });
  const member = await members.find(tx, organizationId, accountId.toHexString());
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
