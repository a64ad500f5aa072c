import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { resumeTransfers, runTransfer } from './run-transfer.ts';
import { TRANSFER_JOB } from './start-transfer.ts';

const input = z.strictObject({ transferId: idSchema });

export const recordTransferJobs: JobDefinition[] = [
  {
    name: TRANSFER_JOB,
    concurrency: 2,
    lockMs: HOUR,
    run: (services, data) => runTransfer(services, input.parse(data).transferId),
  },
  { name: 'record.transfer-resume', every: '1 minute', run: resumeTransfers },
];
