import * as accounts from '../../core/accounts/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts } from '../erasure/erase-accounts.ts';
import { withoutPlace } from '../erasure/erase-members.ts';
import { releaseMembers } from '../members/release-members.ts';

/** People who go in one transaction. */
const BATCH = 100;

/** ORG-3: the members of a closed organization: their sessions end, and accounts that have no other place go. */
export async function releaseAccounts(services: Services, organizationId: string): Promise<void> {
  const step = async (tx: Tx) => {
    const { accountIds, homeless } = await releaseMembers(tx, organizationId, BATCH);
    await endSessions(tx, { accountIds }, 'organization_closed');
    await eraseWithMails(tx, homeless);
    return accountIds.length;
  };
  while ((await withTransaction(services, step)) > 0);
}

/**
 * ORG-3: those of the tenant who signed in and never had a place: what is kept of them comes from its directory. Whoever
 * has a place elsewhere or a password has an account of their own.
 */
export async function releaseStrangers(services: Services, tenantId: string): Promise<void> {
  let after: string | null = null;
  do {
    const page: string[] = await accounts.idsOfTenant(services, tenantId, { after, limit: BATCH });
    after = page.at(-1) ?? null;
    await withTransaction(services, async (tx) => {
      const homeless = await withoutPlace(
        tx,
        page.map((accountId) => ({ accountId })),
      );
      const withPassword = await passwords.among(tx, page);
      await eraseWithMails(
        tx,
        homeless.map(({ accountId }) => accountId).filter((id) => !withPassword.has(id)),
      );
    });
  } while (after !== null);
}

async function eraseWithMails(tx: Tx, accountIds: readonly string[]): Promise<void> {
  const known = await accounts.findMany(tx, accountIds);
  await outbox.eraseMails(
    tx,
    null,
    [...known.values()].map(({ loginId }) => loginId),
  );
  await eraseAccounts(tx, accountIds);
}
