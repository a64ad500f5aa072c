/** The tokens of a date pattern, in lower or upper case; see `meaningOfToken`. */
export const DATE_TOKENS = /d+|j+|m+|y+|a+/gi;

const meanings: Record<string, DateToken> = {
  d: 'day',
  dd: 'day-2',
  ddd: 'weekday-short',
  dddd: 'weekday',
  m: 'month',
  mm: 'month-2',
  mmm: 'month-short',
  mmmm: 'month-name',
  yy: 'year-2',
  yyyy: 'year',
};

/** What replaces a token: a number, a number of two digits, or a name. */
export type DateToken =
  | 'day'
  | 'day-2'
  | 'weekday-short'
  | 'weekday'
  | 'month'
  | 'month-2'
  | 'month-short'
  | 'month-name'
  | 'year-2'
  | 'year';

/** The meaning of a token; undefined for an invalid one such as `yyy`. French tokens count too: `jj/mm/aaaa`. */
export function meaningOfToken(token: string): DateToken | undefined {
  return meanings[token.toLowerCase().replaceAll('j', 'd').replaceAll('a', 'y')];
}

/** Whether day, month and year occur once each, a weekday at most once, and only punctuation or spaces between them. */
export function isDatePattern(pattern: string): boolean {
  const tokens = pattern.match(DATE_TOKENS) ?? [];
  const parts = tokens.map((token) => meaningOfToken(token)?.split('-')[0] ?? 'unknown').toSorted();
  const between = pattern.replace(DATE_TOKENS, '');
  return /^day,month,(weekday,)?year$/.test(parts.join()) && /^[^\p{L}\p{N}\p{C}\p{Zl}\p{Zp}]*$/u.test(between);
}
