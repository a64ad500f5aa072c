import { findNamed } from '../../core/members/active-members.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type BackupRow, backupModel } from './model.ts';

/** What there is to tell of a backup that has ended. */
export interface FinishedBackup extends Pick<BackupRow, 'address' | 'total' | 'kept' | 'skipped' | 'problem'> {
  /** `incomplete`: it came to the end of the mailbox, and the server did not give all that it said there is. */
  outcome: 'completed' | 'incomplete' | 'failed';
  left: number;
  memberName: string;
}

/** Null when it is gone, or goes on again. */
export async function findFinished(
  services: Services,
  organizationId: string,
  backupId: string,
): Promise<FinishedBackup | null> {
  const row = await backupModel(services.db).findOne({ _id: backupId, organizationId }).lean<BackupRow>();
  if (row?.status !== 'completed' && row?.status !== 'failed') return null;
  const { status, address, total, processed, kept, skipped, problem } = row;
  const member = await findNamed(services, organizationId, row.memberId).catch((error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  });
  const outcome = problem === 'backup_incomplete' ? 'incomplete' : status;
  const left = total - processed;
  return member && { outcome, address, total, kept, skipped, left, problem, memberName: member.fullName };
}
