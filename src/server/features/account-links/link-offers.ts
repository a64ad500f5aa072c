import type { Request, Response } from 'express';
import type { MicrosoftIdentity } from '../../core/accounts/service.ts';
import { readLinkOfferCookie, setLinkOfferCookie } from '../../http/session-cookie.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { HeldByPassword } from '../accounts/claim-login-id.ts';
import { type LinkOfferRow, linkOfferModel } from './model.ts';

/**
 * How long a person has to prove that the account is theirs, and a pop-up to hand its code to the page that opened it.
 */
const TIME = { proof: 15 * MINUTE, handover: MINUTE } as const;

/** What the sign-in said about the person. */
export interface LinkOffer {
  identity: MicrosoftIdentity;
  loginId: string;
  isGuest: boolean;
}

/**
 * Remembers a Microsoft sign-in that failed because an account with a password has the login ID (INV-6). The browser's
 * cookie proves that Microsoft confirmed the person; it gives no access by itself.
 * @throws always the given error.
 */
export async function offerLink(services: Services, response: Response, error: unknown): Promise<never> {
  if (error instanceof HeldByPassword) {
    const token = await create(services, error, TIME.proof);
    setLinkOfferCookie(response, services.publicUrl, token, TIME.proof);
  }
  throw error;
}

/** The same for a sign-in in a pop-up, which does not share its cookies with the page: a one-time code for the page. */
export async function offerLinkByCode(services: Services, error: HeldByPassword): Promise<string> {
  return await create(services, error, TIME.handover);
}

/**
 * Moves an offer to the page that the code was handed to.
 * @throws Problem `login_id_taken` when the code belongs to an offer; otherwise nothing happens.
 */
export async function takeUpOffer(services: Services, response: Response, code: string): Promise<void> {
  const token = randomToken();
  const now = services.clock.now();
  const row = await linkOfferModel(services.db)
    .findOneAndUpdate(
      { tokenHash: hashToken(code), expiresAt: { $gt: now } },
      { $set: { tokenHash: hashToken(token), expiresAt: after(now, TIME.proof) } },
    )
    .lean();
  if (!row) return;
  setLinkOfferCookie(response, services.publicUrl, token, TIME.proof);
  throw new Problem('login_id_taken', { details: { loginId: row.loginId, mayLink: true } });
}

/** The offer of this browser; null when there is none, or it has expired. */
export async function findOffer(services: Services, request: Request): Promise<LinkOffer | null> {
  const token = readLinkOfferCookie(request, services.publicUrl);
  if (token === null) return null;
  const row: LinkOfferRow | null = await linkOfferModel(services.db)
    .findOne({ tokenHash: hashToken(token), expiresAt: { $gt: services.clock.now() } })
    .lean();
  if (!row) return null;
  const { tenantId, objectId } = row.identity;
  return { identity: { tenantId, objectId }, loginId: row.loginId, isGuest: row.isGuest };
}

async function create(services: Services, { person }: HeldByPassword, time: number): Promise<string> {
  const token = randomToken();
  const { tenantId, objectId, userPrincipalName, userType } = person;
  await linkOfferModel(services.db).create({
    tokenHash: hashToken(token),
    identity: { tenantId, objectId },
    loginId: normalizeLoginId(userPrincipalName),
    isGuest: userType === 'Guest',
    expiresAt: after(services.clock.now(), time),
  });
  return token;
}
