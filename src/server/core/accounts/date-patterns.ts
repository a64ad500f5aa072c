/** The pieces of a date pattern, in small letters or capitals: what a piece means, see `meaningOfToken`. */
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

/** What stands in the place of a piece: a number, one of two digits, or a name. */
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

/** In French a day is a *jour* and a year an *année*: `jj/mm/aaaa`. Undefined for what is no piece, such as `yyy`. */
export function meaningOfToken(token: string): DateToken | undefined {
  return meanings[token.toLowerCase().replaceAll('j', 'd').replaceAll('a', 'y')];
}

/** Day, month and year once each, a day of the week at most once, and only signs between them. */
export function isDatePattern(pattern: string): boolean {
  const tokens = pattern.match(DATE_TOKENS) ?? [];
  const parts = tokens.map((token) => meaningOfToken(token)?.split('-')[0] ?? 'unknown').toSorted();
  const between = pattern.replace(DATE_TOKENS, '');
  return /^day,month,(weekday,)?year$/.test(parts.join()) && /^[^\p{L}\p{N}\p{C}\p{Zl}\p{Zp}]*$/u.test(between);
}
