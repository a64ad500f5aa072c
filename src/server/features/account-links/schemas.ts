import { z } from 'zod';
import { sessionSchema } from '../../core/sessions/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { instantSchema } from '../../platform/page-schemas.ts';
import { passwordSchema, passwordSignInBody } from '../passwords/schemas.ts';
import { answerSchema } from '../security-questions/schemas.ts';

/** `GET /account/link`. */
export const accountLinkSchema = z.strictObject({
  /** Null when no Microsoft identity is linked to the account. */
  linkedAt: instantSchema.nullable(),
});

/**
 * `POST /account/link` (INV-6, INV-7): the account to link the Microsoft identity of this sign-in to. `answer`: to its
 * security question, which the refusal returns once the password is right.
 */
export const linkAccountBody = passwordSignInBody.extend({ answer: answerSchema.optional() });

/** `GET /account/link/offer`: the login ID of the account that is still to be proved; null when there is none. */
const linkOfferSchema = z.strictObject({ loginId: z.string().nullable() });

/** `POST /account/unlink`. */
const unlinkAccountBody = z.strictObject({ password: passwordSchema });

/** `POST /login-ids/free`. */
const freeLoginIdBody = z.strictObject({ loginId: z.string().max(254).trim().min(1) });

export type AccountLink = z.infer<typeof accountLinkSchema>;
export type LinkAccount = z.output<typeof linkAccountBody>;

export const accountLinksCalls = {
  'GET /account/link': { response: accountLinkSchema },
  'POST /account/link': { body: linkAccountBody, response: sessionSchema },
  'GET /account/link/offer': { response: linkOfferSchema },
  'POST /login-ids/free': { body: freeLoginIdBody },
  'POST /account/unlink': { body: unlinkAccountBody, response: sessionSchema },
} satisfies Calls;
