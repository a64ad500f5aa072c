import { DAY, HOUR, MINUTE } from '../../platform/clock.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';

/** How long a link works. */
export const LIFETIME = 30 * MINUTE;

/** How long a sign-up is kept, so that a dead link says why it is dead. */
export const REMEMBERED = DAY;

/** Mails per address and time, so that nobody can flood a mailbox with them. */
export const MAILS = { most: 5, within: HOUR } as const;

/** Why a link no longer works; null while it does. */
export function signUpRefusal(
  { status, expiresAt }: { status: 'open' | 'used'; expiresAt: Date },
  now: Date,
): Extract<ProblemCode, 'sign_up_used' | 'sign_up_expired'> | null {
  if (status === 'used') return 'sign_up_used';
  return expiresAt <= now ? 'sign_up_expired' : null;
}
