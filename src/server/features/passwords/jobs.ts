import { REFUSED_SIGN_IN } from '../../core/passwords/check-credentials.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { recordRefusedSignIn, refusedSignIn } from './sign-in.ts';

export const passwordJobs: JobDefinition[] = [
  {
    name: REFUSED_SIGN_IN,
    concurrency: 4,
    run: async (services, data) => await recordRefusedSignIn(services, refusedSignIn.parse(data)),
  },
];
