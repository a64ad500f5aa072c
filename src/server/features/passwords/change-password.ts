import { recordPersonal } from '../../core/members/record-personal.ts';
import { confirmPassword } from '../../core/passwords/confirm-password.ts';
import * as passwords from '../../core/passwords/service.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import { type Actor, sessionOf } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { mailPasswordChanged } from './mails.ts';

/**
 * Puts a new password in the place of the current one; all other sessions of the account end (ACC-2).
 * @throws Problem `no_password`, `wrong_password`, `too_many_attempts`, `weak_password`.
 */
export async function changePassword(
  services: Services,
  { actor }: Authorized<'password.change', Actor>,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { account } = actor;
  const session = sessionOf(actor);
  const { version: before } = await confirmPassword(services, actor, currentPassword);
  const prepared = await passwords.prepare(account, newPassword, 'newPassword');
  await withTransaction(services, async (tx) => {
    const version = await passwords.replace(tx, account.id, before, prepared);
    // Changed in another window meanwhile: the given password is no longer the current one.
    if (version === null) throw new Problem('wrong_password');
    await endSessions(tx, { accountIds: [account.id], except: session.id }, 'password_changed');
    await mailPasswordChanged(tx, { account, version, address: actor.address });
    await recordPersonal(tx, { actor, account, action: 'password.change' });
  });
}
