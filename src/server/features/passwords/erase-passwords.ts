import type { Tx } from '../../platform/services.ts';
import { passwordModel } from './model.ts';

/** Takes the passwords of these accounts. */
export async function erasePasswords({ db, session }: Tx, accountIds: readonly string[]): Promise<void> {
  await passwordModel(db).deleteMany({ accountId: { $in: accountIds } }, { session });
}
