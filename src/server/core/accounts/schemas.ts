import { z } from 'zod';
import { isDatePattern } from './date-patterns.ts';

const dateFormatSchema = z.string().max(40).refine(isDatePattern, 'malformed_date_pattern');

/** `PUT /account/preferences` (ACC-5). `dateFormat`: null for the format of the account's language. */
export const preferencesSchema = z.strictObject({
  dateFormat: dateFormatSchema.nullable(),
  newsletters: z.strictObject({
    general: z.boolean(),
    productAnnouncements: z.boolean(),
    productUpdates: z.boolean(),
  }),
  secureConnection: z.boolean(),
});

export type Preferences = z.output<typeof preferencesSchema>;
