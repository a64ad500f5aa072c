import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as accounts from '../../core/accounts/service.ts';
import { holdAccount } from '../../core/accounts/service.ts';
import { recordPersonal } from '../../core/members/record-personal.ts';
import * as passwords from '../../core/passwords/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { after } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { SolvedCaptcha } from '../captcha/schemas.ts';
import { spendCaptcha } from '../captcha/service.ts';
import { mailReset } from './mails.ts';
import { passwordResetModel } from './model.ts';
import { LIFETIME, MAILS, REMEMBERED } from './rules.ts';

/** What the job is given: what was typed, and from which address. */
export const resetRequest = z.strictObject({ id: z.uuid(), loginId: z.string(), address: z.string().nullable() });

type ResetRequest = z.infer<typeof resetRequest>;

/** The job's name. */
export const SEND_RESET = 'password-reset.send';

/**
 * Takes a request for a new password (ACC-3). A job finds the account afterwards, so that neither the answer nor its time
 * tells whether there is one.
 * @throws Problem `captcha_failed`.
 */
export async function askForReset(
  services: Services,
  { address }: Visitor,
  { loginId, captcha }: { loginId: string; captcha: SolvedCaptcha },
): Promise<void> {
  await spendCaptcha(services, captcha);
  const asked: ResetRequest = { id: randomUUID(), loginId: normalizeLoginId(loginId), address };
  await services.jobs.soon(SEND_RESET, asked.id, asked);
}

/** Mails the link to the owner of the account, if there is one, up to `MAILS` of them. */
export async function sendReset(services: Services, asked: ResetRequest): Promise<void> {
  await withTransaction(services, async (tx) => {
    const account = await accounts.findByLoginId(tx, asked.loginId);
    if (!account) return;
    // Held, so that concurrent requests are counted one after the other.
    await holdAccount(tx, account.id);
    if (!(await isDue(tx, account.id, asked))) return;
    const password = await passwords.find(tx, account.id);
    const now = tx.clock.now();
    await passwordResetModel(tx.db).create(
      [
        {
          accountId: account.id,
          wish: asked.id,
          passwordVersion: password?.version ?? null,
          status: 'open',
          wrongAnswers: 0,
          createdAt: now,
          expiresAt: after(now, LIFETIME),
          forgottenAt: after(now, REMEMBERED),
        },
      ],
      { session: tx.transaction },
    );
    await mailReset(tx, account, { id: asked.id, hasPassword: password !== null });
    const actor = { account: { id: null, loginId: account.loginId }, address: asked.address };
    await recordPersonal(tx, { actor, account, action: 'password-reset.ask' });
  });
}

/** False when the job runs for the second time, and when the mailbox got `MAILS.most` of them already. */
async function isDue(tx: Tx, accountId: string, { id }: ResetRequest): Promise<boolean> {
  const recent = await passwordResetModel(tx.db)
    .find({ accountId, createdAt: { $gt: after(tx.clock.now(), -MAILS.within) } }, { wish: 1 })
    .session(tx.transaction)
    .lean();
  return recent.length < MAILS.most && recent.every(({ wish }) => wish !== id);
}
