import { closingJobs } from './features/closing/jobs.ts';
import { directoryJobs } from './features/directory/jobs.ts';
import { exportJobs } from './features/exports/jobs.ts';
import { invitationJobs } from './features/invitations/jobs.ts';
import { joinRequestJobs } from './features/join-requests/jobs.ts';
import { mailJobs } from './features/mail-accounts/jobs.ts';
import { outboxJobs } from './features/outbox/jobs.ts';
import { passwordResetJobs } from './features/password-resets/jobs.ts';
import { passwordJobs } from './features/passwords/jobs.ts';
import { recordJobs } from './features/records/jobs.ts';
import { signUpJobs } from './features/sign-ups/jobs.ts';
import type { JobDefinition } from './platform/jobs.ts';

/** All work in the background. */
export const jobs: readonly JobDefinition[] = [
  ...outboxJobs,
  ...directoryJobs,
  ...exportJobs,
  ...closingJobs,
  ...invitationJobs,
  ...joinRequestJobs,
  ...passwordJobs,
  ...passwordResetJobs,
  ...recordJobs,
  ...signUpJobs,
  ...mailJobs,
];
