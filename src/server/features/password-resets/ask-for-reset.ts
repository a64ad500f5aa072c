import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as accounts from '../../core/accounts/service.ts';
import { holdAccount } from '../../core/accounts/service.ts';
import { recordPersonal } from '../../core/members/record-personal.ts';
import * as outbox from '../../core/outbox/service.ts';
import * as passwords from '../../core/passwords/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { after } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { SolvedCaptcha } from '../captcha/schemas.ts';
import { spendCaptcha } from '../captcha/service.ts';
import { passwordResetEmail } from './emails.tsx';
import { passwordResetModel } from './model.ts';
import { LIFETIME, MAILS, REMEMBERED } from './rules.ts';

/** What the job is given: no more than what was typed. */
export const resetWish = z.strictObject({ id: z.uuid(), loginId: z.string(), address: z.string().nullable() });

type ResetWish = z.infer<typeof resetWish>;

/** The job's name. */
export const SEND_RESET = 'password-reset.send';

/**
 * Takes the wish for a new password (ACC-3). The answer comes before anybody has looked whether there is such an
 * account, so neither it nor its time can tell.
 * @throws Problem `captcha_failed`.
 */
export async function askForReset(
  services: Services,
  { address }: Visitor,
  { loginId, captcha }: { loginId: string; captcha: SolvedCaptcha },
): Promise<void> {
  await spendCaptcha(services, captcha);
  const wish: ResetWish = { id: randomUUID(), loginId: normalizeLoginId(loginId), address };
  await services.jobs.soon(SEND_RESET, wish.id, wish);
}

/** Mails the link to whoever owns the account, if there is one and its mailbox was not written to too often. */
export async function sendReset(services: Services, wish: ResetWish): Promise<void> {
  await withTransaction(services, async (tx) => {
    const account = await accounts.findByLoginId(tx, wish.loginId);
    if (!account) return;
    // Held, so that of several wishes at once each sees the ones before it.
    await holdAccount(tx, account.id);
    if (!(await isWanted(tx, account.id, wish))) return;
    const password = await passwords.find(tx, account.id);
    const now = tx.clock.now();
    await passwordResetModel(tx.db).create(
      [
        {
          accountId: account.id,
          wish: wish.id,
          passwordVersion: password?.version ?? null,
          status: 'open',
          wrongAnswers: 0,
          createdAt: now,
          expiresAt: after(now, LIFETIME),
          forgottenAt: after(now, REMEMBERED),
        },
      ],
      { session: tx.session },
    );
    await outbox.enqueue(tx, {
      email: passwordResetEmail,
      data: { wish: wish.id, fullName: account.fullName, loginId: account.loginId, hasPassword: password !== null },
      to: { address: account.loginId, name: account.fullName },
      language: account.language,
      dedupeKey: `password-reset:${wish.id}`,
      organizationId: null,
    });
    const actor = { account: { id: null, loginId: account.loginId }, address: wish.address };
    await recordPersonal(tx, { actor, account, action: 'password-reset.ask' });
  });
}

/** Not when the job runs for the second time, and not when the mailbox has had enough of them. */
async function isWanted(tx: Tx, accountId: string, { id }: ResetWish): Promise<boolean> {
  const recent = await passwordResetModel(tx.db)
    .find({ accountId, createdAt: { $gt: after(tx.clock.now(), -MAILS.within) } }, { wish: 1 })
    .session(tx.session)
    .lean();
  return recent.length < MAILS.most && recent.every(({ wish }) => wish !== id);
}
