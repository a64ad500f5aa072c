import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { SWEEP_JOB, sweepMessages } from '../messages/untie-record.ts';
import { resumeBackups, runBackup } from './run-backup.ts';
import { BACKUP_JOB } from './start-backup.ts';

const input = z.strictObject({ backupId: idSchema });

export const mailJobs: JobDefinition[] = [
  {
    name: BACKUP_JOB,
    concurrency: 2,
    lockMs: HOUR,
    run: (services, data, stopping) => runBackup(services, input.parse(data).backupId, stopping),
  },
  { name: 'mail.back-up-resume', every: '1 minute', run: resumeBackups },
  { name: SWEEP_JOB, every: '1 hour', run: (services, _data, stopping) => sweepMessages(services, stopping) },
];
