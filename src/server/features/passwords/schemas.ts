import { z } from 'zod';
import { sessionSchema } from '../../core/sessions/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { instantSchema } from '../../platform/page-schemas.ts';

/** ACC-2, in characters as people count them: code points of the normalized text (NIST SP 800-63B, 5.1.1.2). */
const PASSWORD_LENGTH = { least: 8, most: 256 } as const;

/** Half of a character can't be written in UTF-8, so it would be as good as any other half. */
const whole = (text: string) => !/\p{Cs}/u.test(text);
const lengthOf = (text: string) => [...text.normalize('NFKC')].length;

/** A password that somebody chooses: any Unicode, spaces too. */
export const newPasswordSchema = z
  .string()
  .max(4 * PASSWORD_LENGTH.most, 'password_too_long')
  .refine(whole, 'broken_character')
  .refine((text) => lengthOf(text) >= PASSWORD_LENGTH.least, 'password_too_short')
  .refine((text) => lengthOf(text) <= PASSWORD_LENGTH.most, 'password_too_long');

/** A password that somebody says is theirs. */
export const passwordSchema = z
  .string()
  .min(1)
  .max(4 * PASSWORD_LENGTH.most);

/** `POST /session/password`. Whatever is typed as login ID is looked for; nothing is told about its form. */
export const passwordSignInBody = z.strictObject({
  loginId: z.string().max(254).trim().min(1),
  password: passwordSchema,
});

/** `GET /account/password`. */
export const passwordStateSchema = z.strictObject({
  /** Null while the account has no password: it opens with Microsoft alone. */
  changedAt: instantSchema.nullable(),
});

/** `POST /account/password`. */
const changePasswordBody = z.strictObject({ currentPassword: passwordSchema, newPassword: newPasswordSchema });

export type PasswordState = z.infer<typeof passwordStateSchema>;

export const passwordsCalls = {
  'POST /session/password': { body: passwordSignInBody, response: sessionSchema },
  'GET /account/password': { response: passwordStateSchema },
  'POST /account/password': { body: changePasswordBody },
} satisfies Calls;
