import type { Account } from '../../core/accounts/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Tx } from '../../platform/services.ts';
import { passwordChangedEmail } from './emails.tsx';

/** ACC-2, ACC-3: tells the person that their password was changed, and what to do if they did not do it. */
export async function mailPasswordChanged(
  tx: Tx,
  change: {
    account: Pick<Account, 'id' | 'loginId' | 'fullName' | 'language'>;
    version: number;
    address: string | null;
  },
): Promise<void> {
  const { account, version, address } = change;
  const { id, loginId, fullName, language } = account;
  await outbox.enqueue(tx, {
    email: passwordChangedEmail,
    data: { fullName, loginId, changedAt: tx.clock.now().toISOString(), address },
    to: { address: loginId, name: fullName },
    language,
    dedupeKey: `password-changed:${id}:${version}`,
    organizationId: null,
  });
}
