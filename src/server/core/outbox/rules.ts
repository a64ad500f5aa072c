import { DAY, HOUR, MINUTE, SECOND } from '../../platform/clock.ts';

/** After this time without a result, the worker is considered dead and the row is tried again. */
export const LEASE = 2 * MINUTE;

/** How long a mail is tried, counted from when it was queued or sent again by hand. */
export const PATIENCE = 7 * DAY;

/** How long to wait after the given number of failed attempts: 15 s, 30 s, 1 min … at most half an hour. */
export function pauseAfter(attempts: number): number {
  return Math.min(15 * SECOND * 2 ** (attempts - 1), 30 * MINUTE);
}

/** So many attempts that fail one after the other say that it is the server, not the mails. */
export const ENOUGH_FAILURES = 3;

/** What the mailbox that sends may do; null where the server sets no limit. */
export interface MailLimits {
  perMinute: number | null;
  perDay: number | null;
}

/** What it has done: the moments of the last minute, and how many in each hour of the last day. */
export interface Sent {
  moments: Date[];
  hours: { at: Date; count: number }[];
}

/** Of both limits so much is kept for the mails of security: an organization that invites thousands does not hold them up. */
const KEPT_FOR_SECURITY = 0.1;

/** How many milliseconds until one more may leave; 0 for now. */
export function untilFree(limits: MailLimits, sent: Sent, isUrgent: boolean, now: Date): number {
  const { moments, hours } = within(sent, now);
  const share = isUrgent ? 1 : 1 - KEPT_FOR_SECURITY;
  return Math.max(
    untilBelow(
      moments.map((at) => ({ at, count: 1 })),
      limits.perMinute && Math.max(1, Math.floor(limits.perMinute * share)),
      MINUTE,
      now,
    ),
    untilBelow(hours, limits.perDay && Math.max(1, Math.floor(limits.perDay * share)), DAY + HOUR, now),
  );
}

/** What it has done once one more has left. */
export function withOneMore(sent: Sent, now: Date): Sent {
  const { moments, hours } = within(sent, now);
  const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR);
  const count = hours.find(({ at }) => at.getTime() === hour.getTime())?.count ?? 0;
  const others = hours.filter(({ at }) => at.getTime() !== hour.getTime());
  return { moments: [...moments, now], hours: [...others, { at: hour, count: count + 1 }] };
}

function within({ moments, hours }: Sent, now: Date): Sent {
  return {
    moments: moments.filter((at) => now.getTime() - at.getTime() < MINUTE),
    hours: hours.filter(({ at }) => now.getTime() - at.getTime() < DAY + HOUR),
  };
}

/** Until enough of them are older than `span` for one more to be below the limit. */
function untilBelow(
  past: readonly { at: Date; count: number }[],
  limit: number | null,
  span: number,
  now: Date,
): number {
  if (limit === null) return 0;
  let count = past.reduce((sum, each) => sum + each.count, 0);
  if (count < limit) return 0;
  for (const each of [...past].sort((one, other) => one.at.getTime() - other.at.getTime())) {
    count -= each.count;
    if (count < limit) return Math.max(1, each.at.getTime() + span - now.getTime());
  }
  return span;
}
