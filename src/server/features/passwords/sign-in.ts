import type { Request } from 'express';
import { recordPersonal } from '../../core/members/record-personal.ts';
import { type Credentials, checkCredentials } from '../../core/passwords/check-credentials.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/**
 * Signs somebody in with a password.
 * @returns the account's id.
 * @throws Problem `wrong_credentials`, `too_many_attempts`.
 */
export async function signIn(services: Services, request: Request, credentials: Credentials): Promise<string> {
  const account = await checkCredentials(services, request, credentials);
  const actor = { account, address: visitorOf(request).address };
  await withTransaction(services, (tx) => recordPersonal(tx, { actor, account, action: 'session.open' }));
  return account.id;
}
