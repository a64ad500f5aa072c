import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { IMPORT_JOB } from './receive-import.ts';
import { resumeImports, runImport } from './run-import.ts';
import { resumeTransfers, runTransfer } from './run-transfer.ts';
import { TRANSFER_JOB } from './start-transfer.ts';

const transfer = z.strictObject({ transferId: idSchema });
const file = z.strictObject({ importId: idSchema });

export const recordJobs: JobDefinition[] = [
  {
    name: TRANSFER_JOB,
    concurrency: 2,
    lockMs: HOUR,
    run: (services, data) => runTransfer(services, transfer.parse(data).transferId),
  },
  {
    name: IMPORT_JOB,
    concurrency: 2,
    lockMs: HOUR,
    run: (services, data) => runImport(services, file.parse(data).importId),
  },
  { name: 'record.import-resume', every: '1 minute', run: resumeImports },
  { name: 'record.transfer-resume', every: '1 minute', run: resumeTransfers },
];
