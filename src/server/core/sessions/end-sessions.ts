import type { Services, Tx } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { handoverModel, sessionModel } from './model.ts';
import type { EndReason } from './schemas.ts';

/**
 * Ends the open sessions of some accounts, and what was about to become one. Each is refused on its next call, in
 * every host, and stays in its person's list.
 * @param whose `except` is the ID of a session that goes on, such as the one that asks.
 * @returns how many were open.
 */
export async function endSessions(
  tx: Tx,
  whose: { accountIds: readonly string[]; except?: string },
  reason: EndReason,
): Promise<number> {
  const { accountIds, except } = whose;
  await handoverModel(tx.db).deleteMany({ accountId: { $in: accountIds } }, { session: tx.transaction });
  return await end(tx, { accountId: { $in: accountIds }, ...(except && { _id: { $ne: except } }) }, reason);
}

/** Ends one session of an account. @returns whether it was open. */
export async function endSession(
  services: Services,
  { id, accountId }: { id: string; accountId: string },
  reason: EndReason,
): Promise<boolean> {
  return (await end(services, { _id: id, accountId }, reason)) === 1;
}

/** Ends whatever session a cookie names, before another takes its place. */
export async function endSessionOfToken(services: Services, token: string): Promise<void> {
  await end(services, { tokenHash: hashToken(token) }, 'replaced');
}

async function end(services: Services, filter: Record<string, unknown>, endReason: EndReason): Promise<number> {
  const now = services.clock.now();
  const { modifiedCount } = await sessionModel(services.db)
    .updateMany({ ...filter, endReason: null, endsAt: { $gt: now } }, { endReason, endsAt: now })
    .session(services.transaction);
  return modifiedCount;
}
