import { recordPersonal } from '../../core/members/record-personal.ts';
import { confirmPassword } from '../../core/passwords/confirm-password.ts';
import { hashPassword, verifyPassword } from '../../core/passwords/hashing.ts';
import { answerCounter, reserve, settle } from '../../core/passwords/slow-down.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { securityQuestionModel } from './model.ts';
import { answerRefusal, foldAnswer } from './rules.ts';
import type { SetSecurityQuestion } from './schemas.ts';

/** Null when the account has none. */
export async function findQuestion(services: Services, accountId: string): Promise<string | null> {
  const row = await securityQuestionModel(services.db).findOne({ accountId }, { question: 1 }).lean();
  return row?.question ?? null;
}

/** Whether the answer is right, in any spelling that `foldAnswer` equates (ACC-4). */
export async function isAnswer(services: Services, accountId: string, answer: string): Promise<boolean> {
  const row = await securityQuestionModel(services.db).findOne({ accountId }, { answerHash: 1 }).lean();
  return await verifyPassword(row?.answerHash ?? null, foldAnswer(answer));
}

/**
 * Asks for the answer where an account has a question, beside its password (ACC-4, INV-7).
 * @throws Problem `validation_failed` with the `question` while there is no answer, `wrong_answer`, `too_many_attempts`.
 */
export async function checkAnswer(services: Services, accountId: string, answer: string | undefined): Promise<void> {
  const question = await findQuestion(services, accountId);
  if (question === null) return;
  if (answer === undefined) {
    const errors = [{ field: 'answer', code: 'required', message: '' }];
    throw new Problem('validation_failed', { errors, details: { question } });
  }
  const counters = [answerCounter(accountId)];
  await reserve(services, counters);
  if (!(await isAnswer(services, accountId, answer))) throw new Problem('wrong_answer');
  await settle(services, counters);
}

/**
 * Sets the question that is asked before a forgotten password is reset, or removes it.
 * @throws Problem `no_password`, `wrong_password`, `too_many_attempts`, `validation_failed` for an answer that is
 *   too weak.
 */
export async function setQuestion(
  services: Services,
  { actor }: Authorized<'security-question.set', Actor>,
  body: SetSecurityQuestion,
): Promise<void> {
  const { account } = actor;
  if (body.question !== null) {
    const code = answerRefusal(body.question, body.answer);
    if (code) throw new Problem('validation_failed', { errors: [{ field: 'answer', code, message: '' }] });
  }
  await confirmPassword(services, actor, body.currentPassword);
  const next =
    body.question === null
      ? null
      : { question: body.question, answerHash: await hashPassword(foldAnswer(body.answer)) };
  await withTransaction(services, async (tx) => {
    await save(tx, account.id, next);
    await recordPersonal(tx, { actor, account, action: `security-question.${next ? 'set' : 'remove'}` });
  });
}

/** Removes an account's question. */
export async function removeQuestion(tx: Tx, accountId: string): Promise<void> {
  await save(tx, accountId, null);
}

async function save(
  { db, transaction }: Tx,
  accountId: string,
  next: { question: string; answerHash: string } | null,
): Promise<void> {
  const questions = securityQuestionModel(db);
  if (next) await questions.updateOne({ accountId }, { $set: next }, { session: transaction, upsert: true });
  else await questions.deleteOne({ accountId }, { session: transaction });
}
