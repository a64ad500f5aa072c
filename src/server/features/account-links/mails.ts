import type { Account } from '../../core/accounts/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Tx } from '../../platform/services.ts';
import { accountLinkedEmail, loginIdFreedEmail } from './emails.tsx';

/** INV-6, INV-7: to the address that the linked account's login ID is. */
export async function mailAccountLinked(
  tx: Tx,
  account: Account,
  { address, opensWithPassword }: { address: string | null; opensWithPassword: boolean },
): Promise<void> {
  const { fullName, loginId } = account;
  const linkedAt = tx.clock.now().toISOString();
  await outbox.enqueue(tx, {
    email: accountLinkedEmail,
    data: { fullName, loginId, linkedAt, address, opensWithPassword },
    ...toLoginId(account),
    dedupeKey: `account-linked:${account.id}:${linkedAt}`,
  });
}

/** INV-6: to the address that the freed login ID is. */
export async function mailLoginIdFreed(tx: Tx, account: Account, organization: string): Promise<void> {
  const { fullName, loginId } = account;
  const freedAt = tx.clock.now().toISOString();
  await outbox.enqueue(tx, {
    email: loginIdFreedEmail,
    data: { fullName, loginId, organization, freedAt },
    ...toLoginId(account),
    dedupeKey: `login-id-freed:${account.id}:${freedAt}`,
  });
}

function toLoginId({ loginId, fullName, language }: Account) {
  return { to: { address: loginId, name: fullName }, language, organizationId: null };
}
