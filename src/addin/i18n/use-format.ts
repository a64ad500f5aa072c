import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];

/** "3 days ago", "in 2 hours", "now": the largest unit that fits, from days down to minutes. */
export function relativeTime(language: string, instant: string, now: number): string {
  const distance = Date.parse(instant) - now;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, length] = STEPS.find(([, size]) => Math.abs(distance) >= size) ?? ['second', Number.POSITIVE_INFINITY];
  return format.format(Math.trunc(distance / length), unit);
}

/** "8 seconds", "2 minutes": whole minutes from one on, rounded up, so that nobody comes back too early. */
export function waitingTime(language: string, seconds: number): string {
  const [value, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** Dates and numbers as the reader's language writes them; instants are ISO 8601. */
export function useFormat() {
  const { language } = useTranslation().i18n;
  return useMemo(() => {
    const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
    const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
    const numbers = new Intl.NumberFormat(language);
    return {
      date: (instant: string) => dates.format(new Date(instant)),
      moment: (instant: string) => moments.format(new Date(instant)),
      number: (value: number) => numbers.format(value),
      wait: (seconds: number) => waitingTime(language, seconds),
      relative: (instant: string) => relativeTime(language, instant, Date.now()),
    };
  }, [language]);
}
