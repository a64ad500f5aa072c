import { DAY, HOUR, MINUTE } from '../../platform/clock.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';

/** ACC-3: how long a link works. */
export const LIFETIME = 30 * MINUTE;

/** How long a reset is kept, so that a dead link says why it is dead. */
export const REMEMBERED = 7 * DAY;

/** Mails per account and time, so that nobody can flood a mailbox with them. */
export const MAILS = { most: 5, within: HOUR } as const;

/** ACC-4: wrong answers after which the reset ends. */
export const WRONG_ANSWERS = 5;

interface Reset {
  status: 'open' | 'used' | 'ended';
  expiresAt: Date;
  passwordVersion: number | null;
}

/**
 * Why a link no longer works; null while it does.
 * @param currentVersion the version of the account's password now.
 */
export function resetRefusal(reset: Reset, currentVersion: number | null, now: Date): ProblemCode | null {
  if (reset.status === 'ended') return 'reset_ended';
  if (reset.status === 'used' || reset.passwordVersion !== currentVersion) return 'reset_used';
  return reset.expiresAt <= now ? 'reset_expired' : null;
}
