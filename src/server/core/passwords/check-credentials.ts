import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { readDeviceCookie } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import * as accounts from '../accounts/service.ts';
import * as sessions from '../sessions/service.ts';
import { isRight, NO_ACCOUNT } from './service.ts';
import { accountCounter, addressCounter, type Counter, deviceCounter, reserve, settle } from './slow-down.ts';

export interface Credentials {
  loginId: string;
  password: string;
}

/** What the job that records a refused sign-in is given. */
export interface RefusedSignIn {
  accountId: string | null;
  address: string | null;
}

/** The job's name. */
export const REFUSED_SIGN_IN = 'password.refused';

/**
 * The account that a login ID and a password open. A refusal and its time don't tell whether the account is missing, has
 * no password or has another one.
 * @throws Problem `wrong_credentials`, `too_many_attempts`.
 */
export async function checkCredentials(
  services: Services,
  request: Request,
  { loginId, password }: Credentials,
): Promise<accounts.Account> {
  const account = await accounts.findByLoginId(services, loginId);
  const counters = await countersOf(services, request, loginId, account);
  await reserve(services, counters);
  const matches = await isRight(services, account?.id ?? null, password);
  if (account && matches) {
    await settle(services, counters);
    return account;
  }
  // Written down by a job in either case, so that the answer does not wait for what only an account has.
  const refused: RefusedSignIn = { accountId: account?.id ?? null, address: visitorOf(request).address };
  await services.jobs.soon(REFUSED_SIGN_IN, randomUUID(), refused);
  throw new Problem('wrong_credentials');
}

/**
 * A browser that the account knows has attempts of its own, which nobody else can use up (OWASP, "Slow Down Online
 * Guessing Attacks with Device Cookies"). All others share those of the account, and of their address.
 */
async function countersOf(
  services: Services,
  request: Request,
  loginId: string,
  account: accounts.Account | null,
): Promise<Counter[]> {
  const device = readDeviceCookie(request, services.publicUrl);
  const accountId = account?.id ?? NO_ACCOUNT;
  const deviceHash = device && hashToken(device);
  if (deviceHash && (await sessions.hasBeenOn(services, accountId, deviceHash))) {
    return [deviceCounter(deviceHash, accountId)];
  }
  return [addressCounter(visitorOf(request).address), accountCounter(loginId)];
}
