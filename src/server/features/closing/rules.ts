import { type Actor, sessionOf } from '../../platform/actor.ts';
import { MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';

/** What can't be undone is done soon after a sign-in, so that nobody else does it on a screen that was left alone. */
const FRESH_FOR = 10 * MINUTE;

/** Until when the sign-in of the session that calls is fresh enough. */
export function freshUntil(actor: Actor): Date {
  return new Date(sessionOf(actor).openedAt.getTime() + FRESH_FOR);
}

/** @throws Problem `sign_in_again` when the sign-in is 10 minutes old or older. */
export function mustBeFresh(actor: Actor, now: Date): void {
  if (freshUntil(actor) <= now) throw new Problem('sign_in_again');
}

/** Whether what somebody typed is the name: composed alike, and without the spaces around that a keyboard leaves. */
export function isTyped(typed: string, name: string): boolean {
  return typed.normalize('NFC').trim() === name.normalize('NFC').trim();
}
