import { z } from 'zod';
import { sessionSchema } from '../../core/sessions/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { instantSchema } from '../../platform/page-schemas.ts';
import { solvedCaptchaSchema } from '../captcha/schemas.ts';
import { newPasswordSchema } from '../passwords/schemas.ts';
import { answerSchema } from '../security-questions/schemas.ts';

/** `POST /password-resets` (ACC-3). */
const askForResetBody = z.strictObject({
  loginId: z.string().max(254).trim().min(1),
  captcha: solvedCaptchaSchema,
});

/** The secret part of the link: 256 bits in base64url. */
const resetParams = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'malformed_link') });

/** `GET /password-resets/{token}`: what the page of the link shows. */
export const passwordResetSchema = z.strictObject({
  loginId: z.string(),
  /** Asked when it is set (ACC-4). */
  question: z.string().nullable(),
  expiresAt: instantSchema,
});

/** `POST /password-resets/{token}`. */
export const resetPasswordBody = z.strictObject({ password: newPasswordSchema, answer: answerSchema.optional() });

export type PasswordReset = z.infer<typeof passwordResetSchema>;
export type ResetPassword = z.output<typeof resetPasswordBody>;

export const passwordResetsCalls = {
  'POST /password-resets': { body: askForResetBody },
  'GET /password-resets/{token}': { params: resetParams, response: passwordResetSchema },
  'POST /password-resets/{token}': { params: resetParams, body: resetPasswordBody, response: sessionSchema },
} satisfies Calls;
