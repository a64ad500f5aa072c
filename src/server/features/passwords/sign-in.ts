import type { Request, Response } from 'express';
import { visitorOf } from '../../http/visitor.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { recordPersonal } from '../audit/record-personal.ts';
import { type Credentials, checkCredentials } from './check-credentials.ts';
import { rememberDevice } from './known-devices.ts';

/**
 * Signs somebody in with a password, and remembers the browser.
 * @returns the account's id.
 * @throws Problem `wrong_credentials`, `too_many_attempts`.
 */
export async function signIn(
  services: Services,
  { request, response }: { request: Request; response: Response },
  credentials: Credentials,
): Promise<string> {
  const account = await checkCredentials(services, request, credentials);
  const actor = { account, address: visitorOf(request).address };
  await withTransaction(services, (tx) => recordPersonal(tx, { actor, account, action: 'session.open' }));
  await rememberDevice(services, request, response, account.id);
  return account.id;
}
