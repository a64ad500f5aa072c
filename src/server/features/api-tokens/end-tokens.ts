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

/** MEM-2: ends a member's tokens with their membership, for good. */
export async function endTokensOf(
  tx: Tx,
  { accountId, organizationId }: { accountId: string; organizationId: string },
): Promise<void> {
  await apiTokenModel(tx.db).updateMany(
    workingOf(tx, organizationId, [accountId]),
    { endReason: 'deactivated', endsAt: tx.clock.now() },
    { session: tx.session },
  );
}

/** Ends the tokens of an account in every organization, together with its other credentials. */
export async function endAllTokens(tx: Tx, accountId: string): Promise<void> {
  const now = tx.clock.now();
  await apiTokenModel(tx.db).updateMany(
    { accountId, endReason: null, endsAt: { $gt: now } },
    { endReason: 'access_ended', endsAt: now },
    { session: tx.session },
  );
}

function workingOf({ clock }: Services, organizationId: string, accountIds: readonly string[]) {
  return { accountId: { $in: accountIds }, organizationId, endReason: null, endsAt: { $gt: clock.now() } };
}
