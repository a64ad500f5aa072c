import { z } from 'zod';
import { instantSchema } from '../../platform/page-schemas.ts';
import { passwordSchema, passwordSignInBody } from '../passwords/schemas.ts';

/** `GET /account/link`. */
export const accountLinkSchema = z.strictObject({
  /** Null while no Microsoft identity was linked to the account. */
  linkedAt: instantSchema.nullable(),
});

/** `POST /account/link` (INV-7): the account that the Microsoft identity of this sign-in is to open. */
export const linkAccountBody = passwordSignInBody;

/** `POST /account/unlink`. */
export const unlinkAccountBody = z.strictObject({ password: passwordSchema });

export type AccountLink = z.infer<typeof accountLinkSchema>;
