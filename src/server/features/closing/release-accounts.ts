import * as accounts from '../../core/accounts/service.ts';
import { memberModel } from '../../core/members/model.ts';
import * as outbox from '../../core/outbox/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { eraseAccounts, withoutMembership } from '../erasure/service.ts';

/** People per transaction. */
const BATCH = 100;

/**
 * ORG-3: deletes the members of a closed organization and ends their sessions. Accounts that are members of no other
 * organization go too.
 */
export async function releaseAccounts(services: Services, organizationId: string): Promise<void> {
  const step = async (tx: Tx) => {
    const rows = await memberModel(tx.db).find({ organizationId }).limit(BATCH).session(tx.transaction).lean();
    await memberModel(tx.db).deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session: tx.transaction });
    const accountIds = rows.map(({ accountId }) => accountId);
    await endSessions(tx, { accountIds }, 'organization_closed');
    const gone = await withoutMembership(tx, rows);
    await eraseWithMails(
      tx,
      gone.map(({ accountId }) => accountId),
    );
    return rows.length;
  };
  while ((await withTransaction(services, step)) > 0);
}

/**
 * ORG-3: deletes the accounts of people of the tenant who signed in and never became a member, because everything known
 * of them comes from its directory. People who are members elsewhere or have a password keep their account.
 */
export async function releaseStrangers(services: Services, tenantId: string): Promise<void> {
  let after: string | null = null;
  do {
    const page: string[] = await accounts.idsOfTenant(services, tenantId, { after, limit: BATCH });
    after = page.at(-1) ?? null;
    await withTransaction(services, async (tx) => {
      const strangers = await withoutMembership(
        tx,
        page.map((accountId) => ({ accountId })),
      );
      const withPassword = await passwords.among(tx, page);
      await eraseWithMails(
        tx,
        strangers.map(({ accountId }) => accountId).filter((id) => !withPassword.has(id)),
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
