import { DATE_TOKENS, meaningOfToken } from '../../core/accounts/date-patterns.ts';
import type { Actor } from '../../platform/actor.ts';

/** Days as people and spreadsheets write them, read for the import. What can be read in two ways is never guessed. */

/** What stands first of a day and a month. */
export type DayOrder = 'dmy' | 'mdy';

interface DayRefusal {
  code: 'invalid_format' | 'ambiguous_date';
  values: Record<string, string>;
}

/** Three numbers, parted by the same sign, also `2026. 12. 31.`. */
const NUMBERS = /^(\d{1,4})([-./]) ?(\d{1,2})\2 ?(\d{1,4})\.?$/;

/** As programs write a day that they keep as a moment. */
const MIDNIGHT = /[T ](?:0?0:00(?::00(?:\.0+)?)?Z?|12:00(?::00)? ?AM)$/i;

/**
 * Reads `2026-12-31`, `31/12/2026`, `12/31/26`, `31.12.2026`, `2026/12/31`, each with midnight behind it too.
 * @param order what decides where a day can be read in two ways; null when nothing does.
 * @returns the day as ISO 8601 writes it, or why it is none.
 */
export function readDay(text: string, order: DayOrder | null): string | DayRefusal {
  const readings = readingsOf(text);
  const { dmy, mdy } = readings ?? {};
  const [one, other] = new Set([dmy, mdy].filter((day) => day !== undefined));
  if (one === undefined) return { code: 'invalid_format', values: { example: '2026-12-31' } };
  if (other === undefined) return one;
  return (order && readings?.[order]) ?? { code: 'ambiguous_date', values: { first: one, second: other } };
}

/** Which comes first in this text, for certain; null when it does not say, or is no day. */
export function dayOrderOf(text: string): DayOrder | null {
  const { dmy, mdy } = readingsOf(text) ?? {};
  if (dmy === mdy || (dmy !== undefined && mdy !== undefined)) return null;
  return dmy === undefined ? 'mdy' : 'dmy';
}

/**
 * The order in which a person writes dates: that of their own pattern (ACC-5), else that of their country or language.
 * @param asked the first language that the browser asks for, which may name the country (`en-GB`).
 */
export function dayOrderOfPerson(
  { dateFormat, account: { language } }: Pick<Actor, 'dateFormat' | 'account'>,
  asked: string | undefined,
): DayOrder {
  const locale = asked && /^[a-z]{2}-[a-z]{2}$/i.test(asked) && asked.startsWith(language) ? asked : language;
  const parts = dateFormat
    ? (dateFormat.match(DATE_TOKENS) ?? []).map((token) => meaningOfToken(token)?.split('-')[0])
    : new Intl.DateTimeFormat(locale, { dateStyle: 'short' }).formatToParts(0).map(({ type }) => type);
  return parts.indexOf('day') < parts.indexOf('month') ? 'dmy' : 'mdy';
}

/** The day by each order in which it exists; a year that stands first, and points, leave only one. */
function readingsOf(text: string): Partial<Record<DayOrder, string>> | null {
  const plain = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(MIDNIGHT, '');
  const [, first = '', sign, second = '', third = ''] = NUMBERS.exec(plain) ?? [];
  if (sign === undefined) return null;
  if (first.length === 4 && third.length <= 2) {
    const day = dayOf(first, second, third);
    return day ? { dmy: day, mdy: day } : null;
  }
  // Of three numbers of two digits, parted by hyphens, the year may be the first.
  const isYear = third.length === 4 || (third.length === 2 && sign !== '-');
  if (first.length > 2 || !isYear) return null;
  const dmy = dayOf(third, second, first);
  const mdy = sign === '.' ? undefined : dayOf(third, first, second);
  return { ...(dmy && { dmy }), ...(mdy && { mdy }) };
}

/** The day, if there is one. */
function dayOf(year: string, month: string, day: string): string | undefined {
  const text = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
