import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';

/** `GET /captcha`: a challenge in the form of altcha (https://altcha.org, version 2 of its proof of work). */
export const captchaSchema = z.strictObject({
  parameters: z.strictObject({
    algorithm: z.string(),
    nonce: z.string(),
    salt: z.string(),
    cost: z.number().int(),
    keyLength: z.number().int(),
    keyPrefix: z.string(),
    keySignature: z.string(),
    /** Seconds since 1970. */
    expiresAt: z.number().int(),
  }),
  signature: z.string(),
});

/** The challenge with its solution, as it comes back. */
export const solvedCaptchaSchema = z.strictObject({
  challenge: captchaSchema,
  solution: z.strictObject({
    counter: z.number().int().min(0),
    derivedKey: z.string().regex(/^[0-9a-fA-F]{1,128}$/),
    time: z.number().optional(),
  }),
});

export type Captcha = z.infer<typeof captchaSchema>;
export type SolvedCaptcha = z.infer<typeof solvedCaptchaSchema>;

export const captchaCalls = {
  'GET /captcha': { response: captchaSchema },
} satisfies Calls;
