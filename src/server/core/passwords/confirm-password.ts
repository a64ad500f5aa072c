import type { Actor } from '../../platform/actor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import * as passwords from './service.ts';
import { ownCounter, reserve, settle } from './slow-down.ts';

/**
 * Checks the signed-in person's password again, before something that must not be done from an unattended screen.
 * @throws Problem `no_password`, `wrong_password`, `too_many_attempts`.
 */
export async function confirmPassword(
  services: Services,
  { account }: Actor,
  password: string,
): Promise<passwords.PasswordRef> {
  const own = await passwords.find(services, account.id);
  if (!own) throw new Problem('no_password');
  const counters = [ownCounter(account.id)];
  await reserve(services, counters);
  if (!(await passwords.isRight(services, account.id, password))) throw new Problem('wrong_password');
  await settle(services, counters);
  return own;
}
