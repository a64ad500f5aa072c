import { HOUR, MINUTE } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { anchorEnds } from './anchor.ts';

/** Looks after entries that a dead process has left unsealed; fresh ones are sealed at once by `createSealer`. Anchors ends. */
export const auditJobs: JobDefinition[] = [
  { name: 'audit.seal', every: MINUTE, everywhere: true, run: async ({ sealer }) => sealer.wakeAll() },
  { name: 'audit.anchor', every: HOUR, run: anchorEnds },
];
