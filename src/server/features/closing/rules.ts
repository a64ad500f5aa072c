import { type Actor, sessionOf } from '../../platform/actor.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';

/** What can't be undone needs a recent sign-in, so that nobody else does it on an unattended screen. */
const FRESH_FOR = 10 * MINUTE;

/**
 * Whether the person proved who they are in the last 10 minutes. Opening Foyer in Teams does not count, because it asks
 * for no proof.
 */
export function isFresh(actor: Actor, now: Date): boolean {
  const { authenticatedAt } = sessionOf(actor);
  return authenticatedAt !== null && authenticatedAt > after(now, -FRESH_FOR);
}

/** @throws Problem `sign_in_again` when the last proof is 10 minutes old or older, or there was none. */
export function mustBeFresh(actor: Actor, now: Date): void {
  if (!isFresh(actor, now)) throw new Problem('sign_in_again');
}
