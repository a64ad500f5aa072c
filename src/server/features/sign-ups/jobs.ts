import type { JobDefinition } from '../../platform/jobs.ts';
import { SEND_SIGN_UP, sendSignUp, signUpRequest } from './ask-to-sign-up.ts';

export const signUpJobs: JobDefinition[] = [
  {
    name: SEND_SIGN_UP,
    concurrency: 4,
    run: async (services, data) => await sendSignUp(services, signUpRequest.parse(data)),
  },
];
