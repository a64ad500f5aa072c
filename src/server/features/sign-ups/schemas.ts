import { z } from 'zod';
import { sessionSchema } from '../../core/sessions/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { requestParams } from '../authorized-sites/schemas.ts';
import { solvedCaptchaSchema } from '../captcha/schemas.ts';
import { loginIdSchema, newcomerNameSchema, termsVersionSchema } from '../invitations/schemas.ts';
import { newPasswordSchema } from '../passwords/schemas.ts';

/** `POST /site-requests/{uid}/sign-up`: a person whom a site has sent here wants an account. */
export const askToSignUpBody = z.strictObject({
  /** Mail has to reach it: it becomes the login ID once that is proved. */
  loginId: loginIdSchema,
  fullName: newcomerNameSchema,
  captcha: solvedCaptchaSchema,
});

/** The secret part of the link: 256 bits in base64url. */
const signUpParams = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'malformed_link') });

/** `GET /sign-ups/{token}`: what the page of the link shows. */
export const signUpSchema = z.strictObject({
  loginId: z.string(),
  fullName: z.string(),
  siteName: z.string(),
  /** The site's request, which goes on at `/authorize/{uid}` in the browser that it began in. */
  requestUid: z.string(),
  termsVersion: z.string(),
});

/** `POST /sign-ups/{token}`. */
export const signUpBody = z.strictObject({
  fullName: newcomerNameSchema,
  password: newPasswordSchema,
  termsVersion: termsVersionSchema,
});

export type AskToSignUp = z.output<typeof askToSignUpBody>;
export type SignUp = z.infer<typeof signUpSchema>;
export type SignUpBody = z.output<typeof signUpBody>;

export const signUpsCalls = {
  'POST /site-requests/{uid}/sign-up': { params: requestParams, body: askToSignUpBody },
  'GET /sign-ups/{token}': { params: signUpParams, response: signUpSchema },
  'POST /sign-ups/{token}': { params: signUpParams, body: signUpBody, response: sessionSchema },
} satisfies Calls;
