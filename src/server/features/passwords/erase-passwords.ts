import type { Tx } from '../../platform/services.ts';
import { knownDeviceModel, passwordModel } from './model.ts';

/** Takes the passwords of these accounts, and from where they were used. */
export async function erasePasswords({ db, session }: Tx, accountIds: readonly string[]): Promise<void> {
  const theirs = { accountId: { $in: accountIds } };
  await knownDeviceModel(db).deleteMany(theirs, { session });
  await passwordModel(db).deleteMany(theirs, { session });
}
