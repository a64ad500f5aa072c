import { z } from 'zod';
import { idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

export const auditQuery = z.strictObject({
  action: z.string().max(60).optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  ...pageQuery,
});

/** One link of the chain (AUD-1): `hash` covers the entry and the hash of the one before. */
export const auditEntrySchema = z.strictObject({
  id: idSchema,
  sequence: z.number().int(),
  at: instantSchema,
  /** `loginId` is null once the person was deleted for good, and empty where Foyer itself acted. */
  actor: z.strictObject({
    accountId: idSchema.nullable(),
    loginId: z.string().nullable(),
    /** The personal API token that acted in the person's place (ACC-9). */
    apiTokenId: idSchema.nullable(),
  }),
  action: z.string(),
  /** `label` is null once the person whom it named was deleted for good. */
  target: z.strictObject({ kind: z.string(), id: z.string(), label: z.string().nullable() }),
  address: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  /** The problem's code when refused. */
  code: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
});

export const auditPageSchema = pageSchema(auditEntrySchema);

export type AuditEntry = z.infer<typeof auditEntrySchema>;
