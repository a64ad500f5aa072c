import type { Account } from '../../core/accounts/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Tx } from '../../platform/services.ts';
import { passwordResetEmail } from './emails.tsx';

/** ACC-3: writes to the owner of the account, with the link or how they sign in without a password. */
export async function mailReset(tx: Tx, account: Account, reset: { id: string; hasPassword: boolean }): Promise<void> {
  const { loginId, fullName, language } = account;
  await outbox.enqueue(tx, {
    email: passwordResetEmail,
    data: { wish: reset.id, fullName, loginId, hasPassword: reset.hasPassword },
    to: { address: loginId, name: fullName },
    language,
    dedupeKey: `password-reset:${reset.id}`,
    organizationId: null,
  });
}
