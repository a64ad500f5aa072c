import { DATE_TOKENS, type DateToken, meaningOfToken } from '../../server/core/accounts/date-patterns.ts';

const OPTIONS: Record<DateToken, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric' },
  'day-2': { day: '2-digit' },
  'weekday-short': { weekday: 'short' },
  weekday: { weekday: 'long' },
  month: { month: 'numeric' },
  'month-2': { month: '2-digit' },
  'month-short': { month: 'short' },
  'month-name': { month: 'long' },
  'year-2': { year: '2-digit' },
  year: { year: 'numeric' },
};

/** ACC-5: a date by a person's own pattern, such as `dd/mm/yy`; names are those of the language. */
export function dateWriter(pattern: string, language: string, timeZone?: string): (date: Date) => string {
  const pieces = pattern.split(new RegExp(`(${DATE_TOKENS.source})`, 'gi')).map((piece) => {
    const meaning = meaningOfToken(piece);
    if (!meaning) return () => piece;
    const options = {
      ...OPTIONS[meaning],
      calendar: 'gregory',
      numberingSystem: 'latn',
      ...(timeZone && { timeZone }),
    };
    const format = new Intl.DateTimeFormat(language, options);
    const [type] = meaning.split('-');
    // Some languages put a word of their own around a number.
    return (date: Date) => {
      const written = format.formatToParts(date).find((part) => part.type === type)?.value ?? '';
      return meaning.endsWith('-2') ? written.padStart(2, '0') : written;
    };
  });
  return (date) => pieces.map((write) => write(date)).join('');
}
