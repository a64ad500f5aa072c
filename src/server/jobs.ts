import { auditJobs } from './core/audit/jobs.ts';
import { directoryJobs } from './core/directory-sync/jobs.ts';
import { outboxJobs } from './core/outbox/jobs.ts';
import { closingJobs } from './features/closing/jobs.ts';
import { exportJobs } from './features/exports/jobs.ts';
import { invitationJobs } from './features/invitations/jobs.ts';
import { joinRequestJobs } from './features/join-requests/jobs.ts';
import { mailJobs } from './features/mail-backups/jobs.ts';
import { passwordResetJobs } from './features/password-resets/jobs.ts';
import { passwordJobs } from './features/passwords/jobs.ts';
import { recordFileJobs } from './features/record-files/jobs.ts';
import { recordTransferJobs } from './features/record-transfers/jobs.ts';
import { signUpJobs } from './features/sign-ups/jobs.ts';
import type { JobDefinition } from './platform/jobs.ts';

/** All work in the background. */
export const jobs: readonly JobDefinition[] = [
  ...outboxJobs,
  ...auditJobs,
  ...directoryJobs,
  ...exportJobs,
  ...closingJobs,
  ...invitationJobs,
  ...joinRequestJobs,
  ...passwordJobs,
  ...passwordResetJobs,
  ...recordTransferJobs,
  ...recordFileJobs,
  ...signUpJobs,
  ...mailJobs,
];
