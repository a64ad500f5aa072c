import { useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SessionContext } from '../session/session-context.ts';
import { dateWriter } from './write-date.ts';

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

/** How dates are written: by the person's own pattern, or as their language does (ACC-5). Instants are ISO 8601. */
function dateFormats(language: string, pattern: string | null) {
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const date = pattern ? dateWriter(pattern, language) : writerOf(language);
  const day = pattern ? dateWriter(pattern, language, 'UTC') : writerOf(language, 'UTC');
  return {
    date: (instant: string) => date(new Date(instant)),
    moment: (instant: string) => {
      const at = new Date(instant);
      return pattern ? `${date(at)} ${times.format(at)}` : moments.format(at);
    },
    /** A day (`2026-12-31`), which has no time zone. */
    day: (text: string) => day(new Date(text)),
  };
}

function writerOf(language: string, timeZone?: string): (date: Date) => string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', ...(timeZone && { timeZone }) });
  return (date) => format.format(date);
}

/** Dates and numbers as the reader wants them. */
export function useFormat() {
  const { language } = useTranslation().i18n;
  // Nobody is signed in on some pages.
  const state = useContext(SessionContext)?.state;
  const pattern = state?.status === 'open' ? state.session.account.dateFormat : null;
  return useMemo(() => {
    const numbers = new Intl.NumberFormat(language);
    return {
      ...dateFormats(language, pattern),
      number: (value: number) => numbers.format(value),
      relative: (instant: string) => relativeTime(language, instant, Date.now()),
    };
  }, [language, pattern]);
}
