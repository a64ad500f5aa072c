import { auditJobs } from './core/audit/jobs.ts';
import { directoryJobs } from './core/directory-sync/jobs.ts';
import { directorySyncs } from './core/directory-sync/sync-directory.ts';
import { outboxJobs } from './core/outbox/jobs.ts';
import { closings } from './features/closing/finish-closing.ts';
import { exports } from './features/exports/run-export.ts';
import { invitationJobs } from './features/invitations/jobs.ts';
import { joinRequestJobs } from './features/join-requests/jobs.ts';
import { mailJobs } from './features/mail-backups/jobs.ts';
import { backups } from './features/mail-backups/run-backup.ts';
import { passwordResetJobs } from './features/password-resets/jobs.ts';
import { passwordJobs } from './features/passwords/jobs.ts';
import { imports } from './features/record-files/run-import.ts';
import { transfers } from './features/record-transfers/run-transfer.ts';
import { signUpJobs } from './features/sign-ups/jobs.ts';
import type { JobDefinition } from './platform/jobs.ts';
import { type LongWork, longWorkJobs } from './platform/long-work.ts';

/** What outlives a call, of each kind. */
export const longWork: readonly LongWork[] = [directorySyncs, exports, closings, transfers, imports, backups];

/** All work in the background. */
export const jobs: readonly JobDefinition[] = [
  ...outboxJobs,
  ...auditJobs,
  ...directoryJobs,
  ...invitationJobs,
  ...joinRequestJobs,
  ...passwordJobs,
  ...passwordResetJobs,
  ...signUpJobs,
  ...mailJobs,
  ...longWorkJobs(longWork),
];
