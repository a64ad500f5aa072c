import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { pickLanguage } from '../../core/accounts/rules.ts';
import * as accounts from '../../core/accounts/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { after } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { LANGUAGES } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { findSiteRequest, type SiteRequestRef } from '../authorized-sites/requests.ts';
import { spendCaptcha } from '../captcha/service.ts';
import { mailSignUp } from './mails.ts';
import { signUpModel } from './model.ts';
import { LIFETIME, MAILS, REMEMBERED } from './rules.ts';
import type { AskToSignUp } from './schemas.ts';

/** What the job is given: what was typed, and at which site. */
export const signUpRequest = z.strictObject({
  id: z.uuid(),
  loginId: z.string(),
  fullName: z.string(),
  language: z.enum(LANGUAGES),
  siteId: z.string(),
  siteName: z.string(),
  requestUid: z.string(),
});

type SignUpRequest = z.infer<typeof signUpRequest>;

/** The job's name. */
export const SEND_SIGN_UP = 'sign-up.send';

/**
 * Takes the request for an account of a person whom a site has sent here. A job looks for the account afterwards, so that
 * neither the answer nor its time tells whether there is one; the mail says how to go on in either case.
 * @throws Problem `site_request_expired`, `site_members_only`, `captcha_failed`.
 */
export async function askToSignUp(
  services: Services,
  { locale }: Visitor,
  ref: SiteRequestRef,
  { loginId, fullName, captcha }: AskToSignUp,
): Promise<void> {
  const { site } = await findSiteRequest(services, ref);
  if (site.audience !== 'everybody') throw new Problem('site_members_only');
  await spendCaptcha(services, captcha);
  const asked: SignUpRequest = {
    id: randomUUID(),
    loginId: normalizeLoginId(loginId),
    fullName,
    language: pickLanguage(locale),
    siteId: site._id,
    siteName: site.name,
    requestUid: ref.uid,
  };
  await services.jobs.soon(SEND_SIGN_UP, asked.id, asked);
}

/** Mails the link, or that there is an account already, up to `MAILS` of them to an address. */
export async function sendSignUp(services: Services, asked: SignUpRequest): Promise<void> {
  const { id, loginId, fullName, language, siteId, siteName, requestUid } = asked;
  await withTransaction(services, async (tx) => {
    const number = await nextNumber(tx, asked);
    if (number === null) return;
    const account = await accounts.findByLoginId(tx, loginId);
    const now = tx.clock.now();
    await signUpModel(tx.db).create(
      [
        {
          wish: id,
          loginId,
          number,
          fullName,
          siteId,
          requestUid,
          // For an address that has an account, the row only counts the request.
          accountId: account?.id ?? null,
          status: account ? 'used' : 'open',
          createdAt: now,
          expiresAt: after(now, LIFETIME),
          forgottenAt: after(now, REMEMBERED),
        },
      ],
      { session: tx.transaction },
    );
    // Anybody may have typed the name: a mailbox is not greeted with it.
    const name = account?.fullName ?? loginId;
    const mail = { wish: id, fullName: name, loginId, siteName, requestUid, isKnown: account !== null };
    await mailSignUp(tx, mail, account?.language ?? language);
  });
}

/**
 * Sequence number within the login ID; unique, so one of two concurrent transactions runs again and counts anew.
 * @returns null when the job runs for the second time, and when the mailbox got `MAILS.most` of them already.
 */
async function nextNumber(tx: Tx, { id, loginId }: SignUpRequest): Promise<number | null> {
  const since = after(tx.clock.now(), -MAILS.within);
  const latest = await signUpModel(tx.db)
    .find({ loginId }, { wish: 1, number: 1, createdAt: 1 })
    .sort({ number: -1 })
    .limit(MAILS.most)
    .session(tx.transaction)
    .lean();
  const isEnough = latest.length === MAILS.most && latest.every(({ createdAt }) => createdAt > since);
  if (isEnough || latest.some(({ wish }) => wish === id)) return null;
  return (latest[0]?.number ?? 0) + 1;
}
