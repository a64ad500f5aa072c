import { accountModel } from '../../core/accounts/model.ts';
import { rename } from '../../core/accounts/names.ts';
import { type Account, findByLoginId } from '../../core/accounts/service.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import type { Language } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { eraseIfOrphaned } from './claim-login-id.ts';

/** A person who has proved that mail to their login ID reaches them, and has accepted the terms (INV-4). */
export interface Newcomer {
  loginId: string;
  fullName: string;
  language: Language;
  termsVersion: string;
}

/**
 * Creates the account of a person who was invited by e-mail (INV-2), or comes from a partner's site (ACC-6).
 * @throws Problem `account_exists` when a Microsoft identity or a password opens an account with that login ID.
 */
export async function createForNewcomer(
  tx: Tx,
  { loginId, fullName, language, termsVersion }: Newcomer,
): Promise<Account> {
  const name = rename({ firstName: '', lastName: '' }, { fullName });
  if (!name) throw new TypeError('The schema lets no empty name through.');
  const known = await findByLoginId(tx, loginId);
  if (known && (known.identities.length > 0 || !(await eraseIfOrphaned(tx, known.id)))) {
    throw new Problem('account_exists');
  }
  const now = tx.clock.now();
  const row = {
    loginId: normalizeLoginId(loginId),
    ...name,
    nameIsOwn: true,
    language,
    acceptedTerms: { version: termsVersion, at: now },
    isGuest: false,
    identities: [],
    createdAt: now,
  };
  try {
    await accountModel(tx.db).create([row], { session: tx.transaction });
  } catch (error) {
    throw duplicateKey(error) ? new Problem('account_exists') : error;
  }
  const created = await findByLoginId(tx, loginId);
  if (!created) throw new TypeError('An account was written and did not come back.');
  return created;
}
