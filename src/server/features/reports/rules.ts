import { DAY, HOUR } from '../../platform/clock.ts';

/** The starts of the spans of "time from request to answer", in milliseconds; the last span has no end. */
export const ANSWER_SPANS = [0, HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY] as const;

/** Only requests answered within this time before now are counted. */
export const ANSWERS_OF = 365 * DAY;

/** How many owners a chart has room for. */
export const OWNERS_SHOWN = 12;

interface Seats {
  bought: number;
  used: number;
}

/** The day at a moment in a time zone, as `2026-12-31`. */
export function dayOf(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
}

/** The last `count` days up to `today`, the earliest first. */
export function daysUpTo(today: string, count: number): string[] {
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(last - (count - 1 - index) * DAY).toISOString().slice(0, 10),
  );
}

/** A point for each day; a day without a change repeats the day before. Days before the first change are left out. */
export function seatsOn<Day extends string>(
  days: readonly Day[],
  changes: readonly (Seats & { day: string })[],
  before: Seats | null,
): (Seats & { day: Day; free: number })[] {
  let now = before;
  let next = 0;
  return days.flatMap((day) => {
    for (let change = changes[next]; change && change.day <= day; change = changes[next]) {
      now = change;
      next += 1;
    }
    return now ? [{ day, bought: now.bought, used: now.used, free: now.bought - now.used }] : [];
  });
}
