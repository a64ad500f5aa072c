import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { accountModel } from './model.ts';

/**
 * Holds an account that is given a place, or something else that there is only so much of: whoever erases it at the same
 * moment runs into this, and whoever comes second sees what the first one did.
 * @throws Problem `not_found` when it is gone.
 */
export async function holdAccount({ db, session }: Tx, accountId: string): Promise<void> {
  const { matchedCount } = await accountModel(db).updateOne({ _id: accountId }, { $inc: { revision: 1 } }, { session });
  if (matchedCount === 0) throw new Problem('not_found');
}
