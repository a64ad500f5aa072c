import { MicrosoftError } from '../../../graph/errors.ts';
import * as audit from '../../core/audit/service.ts';
import { readVerifiedDomains } from '../../core/directory/verified-domains.ts';
import { findNamed } from '../../core/members/active-members.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import { hold } from '../../core/members/owners.ts';
import { RefusedMember } from '../../core/members/refused-member.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { newId } from '../../platform/ids.ts';
import { unclaimed } from '../../platform/long-work-run.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import { requesterOf } from '../../platform/requester.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { findMailbox } from '../mailboxes/mailboxes.ts';
import type { MailboxRow } from '../mailboxes/model.ts';
import { backupStates, presentBackups } from './backups.ts';
import { type BackupRow, backupModel, backupStepModel } from './model.ts';
import { backupRefusal } from './rules.ts';
import { backups } from './run-backup.ts';
import type { Backup, BackupKind } from './schemas.ts';

/**
 * MAIL-3, MAIL-7: begins to back up the mailbox of somebody who has left, in the background. One that failed goes on
 * where it was.
 * @throws Problem as `startBackupBody` lists them.
 */
export async function startBackup(
  services: Services,
  { actor }: Authorized<'mailbox.back-up'>,
  memberId: string,
  kind: BackupKind,
): Promise<Backup> {
  const organizationId = actor.organization.id;
  const domains = await readVerifiedDomains(services, organizationId).catch((error: unknown) => {
    if (error instanceof MicrosoftError) return null;
    throw error;
  });
  const row = await withTransaction(services, (tx) => begin(tx, actor, { memberId, kind, domains })).catch(
    (error: unknown) => {
      // Two who ask at once: one of them was first.
      throw duplicateKey(error) ? new Problem('backup_running') : error;
    },
  );
  const [backup] = await presentBackups(services, organizationId, [row]);
  if (!backup) throw new TypeError('A backup was written and not presented.');
  return backup;
}

interface BackupRequest {
  memberId: string;
  kind: BackupKind;
  domains: readonly string[] | null;
}

async function begin(tx: Tx, actor: MemberActor, { memberId, kind, domains }: BackupRequest): Promise<BackupRow> {
  const organizationId = actor.organization.id;
  // Whoever reactivates the member at this moment runs into it.
  if (!(await hold(tx, organizationId, memberId))) throw new Problem('not_found');
  const member = await findNamed(tx, organizationId, memberId);
  const mailbox = await findMailbox(tx, organizationId, memberId);
  const state = (await backupStates(tx, organizationId, [memberId])).get(memberId);
  const facts = {
    mailbox,
    member,
    isOwn: memberId === actor.member.id,
    outranks: (await outrankingAmong(tx, actor, [member])).has(memberId),
    managers: 0,
    domains,
    isRunning: state?.last.open === true,
    backedUpAt: state?.readAt ?? null,
  };
  const target = { kind: 'member', id: memberId, label: member.loginId };
  const code = backupRefusal(facts, kind);
  if (code || !mailbox) throw new RefusedMember(code ?? 'mailbox_missing', { id: memberId });
  const row = newRow(tx, actor, { mailbox, kind, failed: state?.last ?? null });
  // What the server did not give is tried again.
  await backupStepModel(tx.db).deleteMany(
    { organizationId, backupId: row._id, skipped: true },
    { session: tx.transaction },
  );
  await backupModel(tx.db).replaceOne({ _id: row._id, organizationId }, row, { session: tx.transaction, upsert: true });
  const backupId = row._id;
  await audit.record(tx, { actor, organizationId, action: 'mailbox.back-up', target, details: { backupId, kind } });
  backups.queue(tx, backupId);
  return row;
}

interface Beginning {
  mailbox: MailboxRow;
  kind: BackupKind;
  failed: BackupRow | null;
}

/** The row of a new backup, or of the last one where that failed on the same mailbox and resumes. */
function newRow({ clock }: Tx, actor: MemberActor, { mailbox, kind, failed }: Beginning): BackupRow {
  const resumes = failed?.status === 'failed' && failed.kind === kind && failed.address === mailbox.address;
  const before = resumes ? failed : null;
  return {
    _id: before?._id ?? newId(),
    organizationId: mailbox.organizationId,
    memberId: mailbox.memberId,
    mailboxId: mailbox._id,
    address: mailbox.address,
    kind,
    status: 'waiting',
    open: true,
    pendingSourceId: before?.pendingSourceId ?? null,
    total: before?.total ?? 0,
    processed: before ? before.processed - before.skipped : 0,
    kept: before?.kept ?? 0,
    alreadyKept: before?.alreadyKept ?? 0,
    notInvolved: before?.notInvolved ?? 0,
    skipped: 0,
    skips: [],
    problem: null,
    requestedBy: requesterOf(actor),
    createdAt: clock.now(),
    finishedAt: null,
    ...unclaimed(clock),
  };
}
