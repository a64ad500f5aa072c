import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { IMPORT_JOB } from './receive-import.ts';
import { resumeImports, runImport } from './run-import.ts';

const input = z.strictObject({ importId: idSchema });

export const recordFileJobs: JobDefinition[] = [
  {
    name: IMPORT_JOB,
    concurrency: 2,
    lockMs: HOUR,
    run: (services, data) => runImport(services, input.parse(data).importId),
  },
  { name: 'record.import-resume', every: '1 minute', run: resumeImports },
];
