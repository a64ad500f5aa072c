import { accountHoldings } from '../../platform/ownership.ts';
import type { Tx } from '../../platform/services.ts';
import { endGrants } from '../authorized-sites/grants.ts';
import { eraseAttempts } from '../passwords/erase-attempts.ts';

/** Names an account and is the organization's all the same: its words go before, and that it was stays (MEM-8). */
const THE_ORGANIZATIONS = new Set(['join-requests']);

/**
 * Takes accounts for good, with all that belongs to them alone: every document that carries an account's id, in
 * whichever collection (`platform/ownership.ts`), and what is found by way of those. Their login IDs are free from then on.
 */
export async function eraseAccounts(tx: Tx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  await eraseAttempts(tx, accountIds);
  await endGrants(tx, { accountId: { $in: accountIds } });
  for (const { model, filter } of accountHoldings(tx, accountIds)) {
    if (THE_ORGANIZATIONS.has(model.collection.collectionName)) continue;
    await model.deleteMany(filter, { session: tx.session });
  }
}
