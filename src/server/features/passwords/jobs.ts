import { z } from 'zod';
import * as accounts from '../../core/accounts/service.ts';
import { recordPersonalRefusal } from '../../core/members/record-personal.ts';
import { REFUSED_SIGN_IN } from '../../core/passwords/check-credentials.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import { idSchema } from '../../platform/page-schemas.ts';

const refusedSignIn = z.strictObject({ accountId: idSchema.nullable(), address: z.string().nullable() });

export const passwordJobs: JobDefinition[] = [
  {
    name: REFUSED_SIGN_IN,
    concurrency: 4,
    async run(services, data) {
      const { accountId, address } = refusedSignIn.parse(data);
      const account = accountId && (await accounts.findById(services, accountId));
      if (!account) return;
      const actor = { account: { id: null, loginId: account.loginId }, address };
      await recordPersonalRefusal(services, { actor, account, action: 'session.open' }, 'wrong_credentials');
    },
  },
];
