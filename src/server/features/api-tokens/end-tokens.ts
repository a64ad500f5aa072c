import type { Services, Tx } from '../../platform/services.ts';
import { apiTokenModel } from './model.ts';

/** How many tokens of these accounts work in an organization, in total. */
export async function countWorking(
  services: Services,
  organizationId: string,
  accountIds: readonly string[],
): Promise<number> {
  return await apiTokenModel(services.db).countDocuments(workingOf(services, organizationId, accountIds));
}

/** MEM-2: ends these accounts' tokens in an organization; none of them works again. */
export async function endTokens(tx: Tx, organizationId: string, accountIds: readonly string[]): Promise<void> {
  await apiTokenModel(tx.db).updateMany(
    workingOf(tx, organizationId, accountIds),
    { endReason: 'deactivated', endsAt: tx.clock.now() },
    { session: tx.transaction },
  );
}

/** Ends the tokens of an account in every organization, together with its other credentials. */
export async function endAllTokens(tx: Tx, accountId: string): Promise<void> {
  const now = tx.clock.now();
  await apiTokenModel(tx.db).updateMany(
    { accountId, endReason: null, endsAt: { $gt: now } },
    { endReason: 'access_ended', endsAt: now },
    { session: tx.transaction },
  );
}

function workingOf({ clock }: Services, organizationId: string, accountIds: readonly string[]) {
  return { accountId: { $in: accountIds }, organizationId, endReason: null, endsAt: { $gt: clock.now() } };
}
