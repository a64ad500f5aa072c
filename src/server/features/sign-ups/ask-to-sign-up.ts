import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { pickLanguage } from '../../core/accounts/rules.ts';
import * as accounts from '../../core/accounts/service.ts';
import * as outbox from '../../core/outbox/service.ts';
import type { Visitor } from '../../http/visitor.ts';
import { after } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { LANGUAGES } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { findSiteRequest, type SiteRequestRef } from '../authorized-sites/requests.ts';
import { spendCaptcha } from '../captcha/service.ts';
import { signUpEmail } from './emails.tsx';
import { signUpModel } from './model.ts';
import { LIFETIME, MAILS, REMEMBERED } from './rules.ts';
import type { AskToSignUp } from './schemas.ts';

/** What the job is given: what was typed, and where. */
export const signUpWish = z.strictObject({
  id: z.uuid(),
  loginId: z.string(),
  fullName: z.string(),
  language: z.enum(LANGUAGES),
  siteId: z.string(),
  siteName: z.string(),
  requestUid: z.string(),
});

type SignUpWish = z.infer<typeof signUpWish>;

/** The job's name. */
export const SEND_SIGN_UP = 'sign-up.send';

/**
 * Takes the wish for an account of somebody whom a site has sent here. The answer comes before anybody has looked
 * whether there is such an account, so neither it nor its time can tell; the mail says how to go on in either case.
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
  const wish: SignUpWish = {
    id: randomUUID(),
    loginId: normalizeLoginId(loginId),
    fullName,
    language: pickLanguage(locale),
    siteId: site._id,
    siteName: site.name,
    requestUid: ref.uid,
  };
  await services.jobs.soon(SEND_SIGN_UP, wish.id, wish);
}

/** Mails the link, or that there is an account already, unless the mailbox was written to too often. */
export async function sendSignUp(services: Services, wish: SignUpWish): Promise<void> {
  const { id, loginId, fullName, language, siteId, siteName, requestUid } = wish;
  await withTransaction(services, async (tx) => {
    const number = await numberOf(tx, wish);
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
          // Of an address that has an account the wish is only counted.
          accountId: account?.id ?? null,
          status: account ? 'used' : 'open',
          createdAt: now,
          expiresAt: after(now, LIFETIME),
          forgottenAt: after(now, REMEMBERED),
        },
      ],
      { session: tx.session },
    );
    // What a stranger has typed as a name is no greeting for whoever owns the mailbox.
    const name = account?.fullName ?? loginId;
    await outbox.enqueue(tx, {
      email: signUpEmail,
      data: { wish: id, fullName: name, loginId, siteName, requestUid, isKnown: account !== null },
      to: { address: loginId, name },
      language: account?.language ?? language,
      dedupeKey: `sign-up:${id}`,
      organizationId: null,
    });
  });
}

/**
 * The how-manieth wish of its login ID this is; of two at once one loses the race for it, and counts again.
 * @returns null when the job runs for the second time, and when the mailbox has had enough of them.
 */
async function numberOf(tx: Tx, { id, loginId }: SignUpWish): Promise<number | null> {
  const since = after(tx.clock.now(), -MAILS.within);
  const latest = await signUpModel(tx.db)
    .find({ loginId }, { wish: 1, number: 1, createdAt: 1 })
    .sort({ number: -1 })
    .limit(MAILS.most)
    .session(tx.session)
    .lean();
  const isEnough = latest.length === MAILS.most && latest.every(({ createdAt }) => createdAt > since);
  if (isEnough || latest.some(({ wish }) => wish === id)) return null;
  return (latest[0]?.number ?? 0) + 1;
}
