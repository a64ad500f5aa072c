import { HOUR, MINUTE, SECOND } from '../../platform/clock.ts';

/** After this time without a result, the worker is considered dead and the row is tried again. */
export const LEASE = 2 * MINUTE;

/** After this many attempts, over about nine hours, a mail counts as failed. */
export const MAX_ATTEMPTS = 12;

/** How long to wait after the given number of failed attempts: 15 s, 30 s, 1 min … at most 2 h. */
export function pauseAfter(attempts: number): number {
  return Math.min(15 * SECOND * 2 ** (attempts - 1), 2 * HOUR);
}
