import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { SWEEP_JOB, sweepMessages } from '../messages/untie-record.ts';

export const mailJobs: JobDefinition[] = [
  { name: SWEEP_JOB, every: HOUR, run: (services, _data, stopping) => sweepMessages(services, stopping) },
];
