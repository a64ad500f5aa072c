import { MINUTE } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { remindApprovers } from './ask-to-join.ts';

export const joinRequestJobs: JobDefinition[] = [
  { name: 'join-request.remind', every: 15 * MINUTE, run: async (services) => await remindApprovers(services) },
];
