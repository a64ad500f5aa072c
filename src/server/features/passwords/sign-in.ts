import type { Request } from 'express';
import { z } from 'zod';
import * as accounts from '../../core/accounts/service.ts';
import { recordPersonal, recordPersonalRefusal } from '../../core/members/record-personal.ts';
import { type Credentials, checkCredentials } from '../../core/passwords/check-credentials.ts';
import { visitorOf } from '../../http/visitor.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/** What the job that records a refused sign-in is given. */
export const refusedSignIn = z.strictObject({ accountId: idSchema.nullable(), address: z.string().nullable() });

/**
 * Signs a person in with a password.
 * @returns the account's id.
 * @throws Problem `wrong_credentials`, `too_many_attempts`.
 */
export async function signIn(services: Services, request: Request, credentials: Credentials): Promise<string> {
  const account = await checkCredentials(services, request, credentials);
  const actor = { account, address: visitorOf(request).address };
  await withTransaction(services, (tx) => recordPersonal(tx, { actor, account, action: 'session.open' }));
  return account.id;
}

/** Records a refused sign-in (AUD-1), after its answer: the time of that must not tell whether there is such an account. */
export async function recordRefusedSignIn(
  services: Services,
  { accountId, address }: z.output<typeof refusedSignIn>,
): Promise<void> {
  const account = accountId && (await accounts.findById(services, accountId));
  if (!account) return;
  const actor = { account: { id: null, loginId: account.loginId }, address };
  await recordPersonalRefusal(services, { actor, account, action: 'session.open' }, 'wrong_credentials');
}
