import { type Actor, sessionOf } from '../../platform/actor.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';

/** What can't be undone is done soon after a sign-in, so that nobody else does it on a screen that was left alone. */
const FRESH_FOR = 10 * MINUTE;

/**
 * Whether the person was asked to prove who they are in the last 10 minutes. Opening Foyer in Teams asks nobody for
 * anything, so it counts for nothing.
 */
export function isFresh(actor: Actor, now: Date): boolean {
  const { authenticatedAt } = sessionOf(actor);
  return authenticatedAt !== null && authenticatedAt > after(now, -FRESH_FOR);
}

/** @throws Problem `sign_in_again` when the sign-in is 10 minutes old or older, or nobody was asked. */
export function mustBeFresh(actor: Actor, now: Date): void {
  if (!isFresh(actor, now)) throw new Problem('sign_in_again');
}
