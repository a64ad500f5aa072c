import type { Request } from 'express';
import { visitorOf } from '../../http/visitor.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { recordPersonal } from '../audit/record-personal.ts';
import { type Credentials, checkCredentials } from './check-credentials.ts';

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
