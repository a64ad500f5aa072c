import * as accounts from '../../core/accounts/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { findQuestion } from '../security-questions/service.ts';
import { type PasswordResetRow, passwordResetModel } from './model.ts';
import { resetRefusal } from './rules.ts';
import type { PasswordReset } from './schemas.ts';

/** A reset that still works, and whose it is. */
export interface OpenReset {
  row: PasswordResetRow;
  account: accounts.Account;
  version: number;
}

/**
 * The reset that a link leads to.
 * @throws Problem `not_found`, `reset_used`, `reset_ended`, `reset_expired`.
 */
export async function findReset(services: Services, token: string): Promise<OpenReset> {
  const row = await passwordResetModel(services.db)
    .findOne({ links: hashToken(token) })
    .lean();
  const accountId = row?.accountId;
  const account = accountId && (await accounts.findById(services, accountId));
  if (!row || !account) throw new Problem('not_found');
  const password = await passwords.find(services, account.id);
  const refusal = resetRefusal(row, password?.version ?? null, services.clock.now());
  if (refusal) throw new Problem(refusal);
  if (!password) throw new Problem('no_password');
  return { row, account, version: password.version };
}

/** What a link says to whoever opens it. It changes nothing, so that mail scanners may follow it. */
export async function showReset(services: Services, token: string): Promise<PasswordReset> {
  const { row, account } = await findReset(services, token);
  const question = await findQuestion(services, account.id);
  return { loginId: account.loginId, question, expiresAt: row.expiresAt.toISOString() };
}
