import { MINUTE } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { expireInvitations } from './lifecycle.ts';

export const invitationJobs: JobDefinition[] = [
  { name: 'invitation.expire', every: 15 * MINUTE, run: async (services) => await expireInvitations(services) },
];
