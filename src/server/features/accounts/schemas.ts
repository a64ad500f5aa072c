import { z } from 'zod';
import { preferencesSchema } from '../../core/accounts/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idSchema, ONE_LINE } from '../../platform/page-schemas.ts';
import { LANGUAGES } from '../../platform/permissions.ts';

const nameSchema = z.string().max(100).regex(ONE_LINE, 'control_characters');

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
  /** What opened the session of this call. */
  signedInWith: z.enum(['microsoft', 'password']),
});

export type OwnAccount = z.infer<typeof accountSchema>;
export type UpdateAccount = z.output<typeof updateAccountBody>;

export const accountsCalls = {
  'GET /account': { response: accountSchema },
  'PATCH /account': { body: updateAccountBody, response: accountSchema },
  'PUT /account/preferences': { body: preferencesSchema, response: accountSchema },
} satisfies Calls;
