import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { CLOSING_JOB, finishClosing, resumeClosings } from './finish-closing.ts';

const closing = z.strictObject({ closingId: idSchema });

export const closingJobs: JobDefinition[] = [
  { name: CLOSING_JOB, lockMs: HOUR, run: (services, data) => finishClosing(services, closing.parse(data).closingId) },
  { name: 'closing.resume', every: '1 minute', run: resumeClosings },
];
