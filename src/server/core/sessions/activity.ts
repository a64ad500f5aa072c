import type { Services } from '../../platform/services.ts';
import { sessionModel } from './model.ts';

/** How many sessions of these accounts are open, all together. */
export async function countOpen(services: Services, accountIds: readonly string[]): Promise<number> {
  return await sessionModel(services.db).countDocuments({
    accountId: { $in: accountIds },
    endReason: null,
    endsAt: { $gt: services.clock.now() },
  });
}

/** When one of an account's sessions was last in use, as far as sessions are kept; null when none is. */
export async function lastSeenAt(services: Services, accountId: string): Promise<Date | null> {
  const rows = await sessionModel(services.db).find({ accountId }).select('lastSeenAt').lean();
  return rows.reduce<Date | null>((latest, { lastSeenAt: at }) => (latest && latest > at ? latest : at), null);
}
