import { z } from 'zod';
import { idSchema } from '../../platform/page-schemas.ts';
import { LANGUAGES } from '../../platform/permissions.ts';

/** One line, and nothing that turns the direction of what stands beside it: a name goes into lists and mails. */
const nameSchema = z
  .string()
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u, 'control_characters');

/** `PATCH /account` (ACC-1): either the parts of the name or the full name; each follows from the other. */
export const updateAccountBody = z
  .strictObject({
    firstName: nameSchema,
    lastName: nameSchema,
    fullName: nameSchema.max(201),
    language: z.enum(LANGUAGES),
  })
  .partial()
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'nothing_to_change');

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

const dateFormatSchema = z.string().max(40).refine(isDatePattern, 'malformed_date_pattern');

/** `PUT /account/preferences` (ACC-5). `dateFormat`: null is how the reader's language writes dates. */
export const preferencesSchema = z.strictObject({
  dateFormat: dateFormatSchema.nullable(),
  newsletters: z.strictObject({
    general: z.boolean(),
    productAnnouncements: z.boolean(),
    productUpdates: z.boolean(),
  }),
  secureConnection: z.boolean(),
});

export const accountSchema = z.strictObject({
  id: idSchema,
  loginId: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  fullName: z.string(),
  language: z.enum(LANGUAGES),
  isGuest: z.boolean(),
  preferences: preferencesSchema,
  /** Whether this call came over a connection that `secureConnection` would allow. */
  isConnectionSecure: z.boolean(),
});

export type OwnAccount = z.infer<typeof accountSchema>;
export type UpdateAccount = z.output<typeof updateAccountBody>;
export type Preferences = z.output<typeof preferencesSchema>;
