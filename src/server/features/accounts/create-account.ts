import { normalizeLoginId } from '../../platform/login-id.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import type { Language } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { accountModel } from './model.ts';
import { rename } from './names.ts';
import { type Account, change, findByLoginId } from './service.ts';

/** Somebody who has proved that mail to their login ID reaches them, and has accepted the terms (INV-4). */
export interface Newcomer {
  loginId: string;
  fullName: string;
  language: Language;
  termsVersion: string;
}

/**
 * The account of somebody invited by e-mail (INV-2), or who makes one on the way to a partner's site (ACC-6). One that
 * nothing opens any more, because its Microsoft identity was linked to another, is theirs as well.
 * @throws Problem `account_exists` when a Microsoft identity opens the account with that login ID.
 */
export async function createForNewcomer(
  tx: Tx,
  { loginId, fullName, language, termsVersion }: Newcomer,
): Promise<Account> {
  const name = rename({ firstName: '', lastName: '' }, { fullName });
  if (!name) throw new TypeError('The name was checked to be one.');
  const known = await findByLoginId(tx, loginId);
  if (known && known.identities.length > 0) throw new Problem('account_exists');
  const now = tx.clock.now();
  const own = { ...name, nameIsOwn: true, language, acceptedTerms: { version: termsVersion, at: now } };
  if (known) return await change(tx, known.id, own);
  const row = { loginId: normalizeLoginId(loginId), ...own, isGuest: false, identities: [], createdAt: now };
  try {
    await accountModel(tx.db).create([row], { session: tx.session });
  } catch (error) {
    throw duplicateKey(error) ? new Problem('account_exists') : error;
  }
  const created = await findByLoginId(tx, loginId);
  if (!created) throw new TypeError('An account was written and did not come back.');
  return created;
}
