import type { Tx } from '../../platform/services.ts';
import { eraseTokens } from '../api-tokens/end-tokens.ts';
import { erasePasswords } from '../passwords/erase-passwords.ts';
import { eraseSessions } from '../sessions/erase-sessions.ts';
import { accountModel } from './model.ts';

/** Takes what one feature keeps of accounts that are erased. */
type ErasingStep = (tx: Tx, accountIds: readonly string[]) => Promise<void>;

/** What belongs to an account and goes with it. A feature that keeps something of accounts adds its function here. */
const erasingSteps: readonly ErasingStep[] = [eraseSessions, erasePasswords, eraseTokens];

/** Takes accounts for good, with all that belongs to them alone; their login IDs are free from then on. */
export async function eraseAccounts(tx: Tx, accountIds: readonly string[]): Promise<void> {
  if (accountIds.length === 0) return;
  for (const erase of erasingSteps) await erase(tx, accountIds);
  await accountModel(tx.db).deleteMany({ _id: { $in: accountIds } }, { session: tx.session });
}
