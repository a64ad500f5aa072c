import type { JobDefinition } from '../../platform/jobs.ts';

/** Looks after entries that a dead process has left unsealed; fresh ones are sealed at once by `createSealer`. */
export const auditJobs: JobDefinition[] = [
  { name: 'audit.seal', every: '1 minute', run: async ({ sealer }) => sealer.wakeAll() },
];
