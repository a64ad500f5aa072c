import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema, ONE_LINE, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

/** Lifetime in days; there is no unlimited one. */
const TOKEN_DAYS = { least: 1, most: 365 } as const;

/**
 * Why a token ended before it expired: by its owner, with their membership (MEM-2), or with the other
 * credentials of an account that was linked to a Microsoft identity or lost its login ID (INV-7).
 */
export const TOKEN_END_REASONS = ['revoked', 'deactivated', 'access_ended'] as const;

export type TokenEndReason = (typeof TOKEN_END_REASONS)[number];

/** `POST /account/tokens` (ACC-9). */
export const createTokenBody = z.strictObject({
  name: z.string().max(80).regex(ONE_LINE, 'control_characters').trim().min(1),
  expiresInDays: z.number().int().min(TOKEN_DAYS.least).max(TOKEN_DAYS.most),
});

const ownTokensQuery = z.strictObject(pageQuery);

export const ownTokenSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  /** The last characters, by which its owner recognizes it. */
  hint: z.string(),
  createdAt: instantSchema,
  /** When it expires, or the moment when it was ended. */
  endsAt: instantSchema,
  isActive: z.boolean(),
  /** Null while it works, and when it expired. */
  endReason: z.enum(TOKEN_END_REASONS).nullable(),
  lastUsedAt: instantSchema.nullable(),
  /** From which address. */
  lastUsedFrom: z.string().nullable(),
});

/** `GET /account/tokens`: working ones first; ended ones are listed for 30 days. */
const ownTokensSchema = pageSchema(ownTokenSchema);

/** With the token itself, which no other answer has. */
export const createdTokenSchema = ownTokenSchema.extend({ token: z.string() });

export type CreateToken = z.output<typeof createTokenBody>;
export type OwnToken = z.infer<typeof ownTokenSchema>;
export type CreatedToken = z.infer<typeof createdTokenSchema>;

export const apiTokensCalls = {
  'GET /account/tokens': { query: ownTokensQuery, response: ownTokensSchema },
  'POST /account/tokens': { body: createTokenBody, response: createdTokenSchema },
  'DELETE /account/tokens/{id}': { params: idParams },
} satisfies Calls;
