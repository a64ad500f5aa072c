import * as accounts from '../../core/accounts/service.ts';
import { recordPersonal, recordPersonalRefusal } from '../../core/members/record-personal.ts';
import * as passwords from '../../core/passwords/service.ts';
import { accountCounter, answerCounter, reserve, settle } from '../../core/passwords/slow-down.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Visitor } from '../../http/visitor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { mailPasswordChanged } from '../passwords/mails.ts';
import { findQuestion, isAnswer } from '../security-questions/service.ts';
import { type PasswordResetRow, passwordResetModel } from './model.ts';
import { resetRefusal, WRONG_ANSWERS } from './rules.ts';
import type { PasswordReset, ResetPassword } from './schemas.ts';

/** A reset that still works, with its account. */
interface OpenReset {
  row: PasswordResetRow;
  account: accounts.Account;
  version: number;
}

/** What the page of a link shows. It changes nothing, so that mail scanners may follow links. */
export async function showReset(services: Services, token: string): Promise<PasswordReset> {
  const { row, account } = await findReset(services, token);
  const question = await findQuestion(services, account.id);
  return { loginId: account.loginId, question, expiresAt: row.expiresAt.toISOString() };
}

/**
 * The reset that a link leads to.
 * @throws Problem `not_found`, `reset_used`, `reset_ended`, `reset_expired`.
 */
async function findReset(services: Services, token: string): Promise<OpenReset> {
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

/**
 * Puts a new password in the place of a forgotten one, once for each link; all sessions of the account end (ACC-3).
 * @returns the account's id.
 * @throws Problem what `findReset` refuses, `weak_password`, `wrong_answer`, `reset_ended` at the fifth wrong answer
 *   (ACC-4), `too_many_attempts`.
 */
export async function resetPassword(
  services: Services,
  visitor: Visitor,
  token: string,
  { password, answer }: ResetPassword,
): Promise<string> {
  const reset = await findReset(services, token);
  const { account } = reset;
  const prepared = await passwords.prepare(account, password, 'password');
  const actor = { account, address: visitor.address };
  try {
    await checkAnswer(services, reset, answer);
  } catch (error) {
    if (error instanceof Problem && error.status !== 400) {
      const stranger = { account: { id: null, loginId: account.loginId }, address: visitor.address };
      await recordPersonalRefusal(
        services,
        { actor: stranger, account, action: 'password-reset.complete' },
        error.code,
      );
    }
    throw error;
  }
  await withTransaction(services, async (tx) => {
    const version = await use(tx, reset, prepared);
    await endSessions(tx, { accountIds: [account.id] }, 'password_reset');
    await mailPasswordChanged(tx, { account, version, address: visitor.address });
    await recordPersonal(tx, { actor, account, action: 'password-reset.complete' });
  });
  // The link has proved the owner: wrong attempts of others before must not slow down the next sign-in.
  await settle(services, [accountCounter(account.loginId), answerCounter(account.id)]);
  return account.id;
}

/** @throws Problem `reset_used` when the same link, or another change of the password, came first. */
async function use(tx: Tx, { row, account, version }: OpenReset, prepared: passwords.PreparedPassword) {
  const { modifiedCount } = await passwordResetModel(tx.db).updateOne(
    { _id: row._id, status: 'open' },
    { $set: { status: 'used' } },
    { session: tx.transaction },
  );
  const next = modifiedCount === 1 ? await passwords.replace(tx, account.id, version, prepared) : null;
  if (next === null) throw new Problem('reset_used');
  return next;
}

/** An answer counts as wrong before it is checked, so that concurrent tries are five at most. */
async function checkAnswer(services: Services, { row, account }: OpenReset, answer: string | undefined): Promise<void> {
  if ((await findQuestion(services, account.id)) === null) return;
  if (answer === undefined) {
    throw new Problem('validation_failed', { errors: [{ field: 'answer', code: 'required', message: '' }] });
  }
  await reserve(services, [answerCounter(account.id)]);
  const resets = passwordResetModel(services.db);
  const counted = await resets
    .findOneAndUpdate(
      { _id: row._id, status: 'open', wrongAnswers: { $lt: WRONG_ANSWERS } },
      { $inc: { wrongAnswers: 1 } },
      { returnDocument: 'after' },
    )
    .lean();
  if (!counted) throw new Problem('reset_ended');
  if (await isAnswer(services, account.id, answer)) return;
  const attemptsLeft = WRONG_ANSWERS - counted.wrongAnswers;
  if (attemptsLeft > 0) throw new Problem('wrong_answer', { details: { attemptsLeft } });
  await resets.updateOne({ _id: row._id, status: 'open' }, { $set: { status: 'ended' } });
  throw new Problem('reset_ended');
}

/** Ends every open reset of an account: its links no longer work. */
export async function endResets(tx: Tx, accountId: string): Promise<void> {
  await passwordResetModel(tx.db).updateMany(
    { accountId, status: 'open' },
    { $set: { status: 'used' } },
    { session: tx.transaction },
  );
}
