import type { JobDefinition } from '../../platform/jobs.ts';
import { resetRequest, SEND_RESET, sendReset } from './ask-for-reset.ts';

export const passwordResetJobs: JobDefinition[] = [
  {
    name: SEND_RESET,
    concurrency: 4,
    run: async (services, data) => await sendReset(services, resetRequest.parse(data)),
  },
];
