import type { Account } from '../../core/accounts/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Tx } from '../../platform/services.ts';
import { accountClosedEmail } from './emails.tsx';

/** ACC-8: to the person whose account was closed. */
export async function mailAccountClosed(
  tx: Tx,
  { fullName, loginId, language }: Account,
  { mailTo, closingId }: { mailTo: string; closingId: string },
): Promise<void> {
  await outbox.enqueue(tx, {
    email: accountClosedEmail,
    data: { fullName, loginId, closedAt: tx.clock.now().toISOString() },
    to: { address: mailTo, name: fullName },
    language,
    dedupeKey: `account-closed:${closingId}`,
    organizationId: null,
  });
}
