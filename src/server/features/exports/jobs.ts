import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { resumeExports, runExport } from './run-export.ts';
import { EXPORT_JOB } from './start-export.ts';

const wish = z.strictObject({ exportId: idSchema });

export const exportJobs: JobDefinition[] = [
  {
    name: EXPORT_JOB,
    concurrency: 2,
    lockMs: HOUR,
    run: (services, data, stopping) => runExport(services, wish.parse(data).exportId, stopping),
  },
  { name: 'export.resume', every: '1 minute', run: resumeExports },
];
