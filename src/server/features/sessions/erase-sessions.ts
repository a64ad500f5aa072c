import type { Tx } from '../../platform/services.ts';
import { handoverModel, sessionModel } from './model.ts';

/** Takes every session of these accounts, open or ended, with address and device. */
export async function eraseSessions({ db, session }: Tx, accountIds: readonly string[]): Promise<void> {
  const theirs = { accountId: { $in: accountIds } };
  await handoverModel(db).deleteMany(theirs, { session });
  await sessionModel(db).deleteMany(theirs, { session });
}
