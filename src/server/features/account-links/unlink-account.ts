import { unlinkIdentity } from '../../core/accounts/link-identity.ts';
import { recordPersonal } from '../../core/members/record-personal.ts';
import { confirmPassword } from '../../core/passwords/confirm-password.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/**
 * Unties the linked Microsoft identity from the account. All sessions end, for some of them were opened by it; the
 * caller opens another for whoever has just given the password.
 * @throws Problem `no_password`, `wrong_password`, `too_many_attempts`, `not_linked`.
 */
export async function unlinkAccount(
  services: Services,
  { actor }: Authorized<'account.unlink', Actor>,
  password: string,
): Promise<void> {
  const { account } = actor;
  await confirmPassword(services, actor, password);
  await withTransaction(services, async (tx) => {
    await unlinkIdentity(tx, account.id);
    await endSessions(tx, { accountIds: [account.id] }, 'replaced');
    await recordPersonal(tx, { actor, account, action: 'account.unlink' });
  });
}
