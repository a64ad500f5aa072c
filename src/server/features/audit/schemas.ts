import { z } from 'zod';
import { AUDIT_ACTIONS } from '../../platform/audit-actions.ts';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';

const filter = {
  /** Who did it. */
  accountId: idSchema.optional(),
  /** On whom: a member, under each id by which entries know them (their place, account, invitations, requests). */
  memberId: idSchema.optional(),
  /** On what: the very `target.id` of an entry. */
  target: z.string().min(1).max(100).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  /** From this moment on, and before that one. */
  from: instantSchema.optional(),
  until: instantSchema.optional(),
};

export const auditQuery = z.strictObject({ ...filter, ...pageQuery });

/** `GET /audit.csv`: every entry that the list would show, in its order. */
export const auditCsvQuery = z.strictObject(filter);

/**
 * One link of the chain (AUD-1): `hash` covers the entry and the hash of the one before. An entry is sealed a moment
 * after it was written; until then its `sequence` is 0 and its `hash` empty.
 */
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

const auditPageSchema = pageSchema(auditEntrySchema);

/** `GET /audit/people`: members, active or not, to filter the trail by; one of them by `id`, also their account's. */
const auditPeopleQuery = z.strictObject({
  id: idSchema.optional(),
  search: z.string().max(100).trim().optional(),
  ...pageQuery,
});

export const auditPeopleSchema = pageSchema(
  z.strictObject({
    id: idSchema,
    accountId: idSchema,
    fullName: z.string(),
    loginId: z.string(),
    status: z.enum(MEMBER_STATUSES),
  }),
);

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditQuery = z.output<typeof auditQuery>;
export type AuditFilter = z.output<typeof auditCsvQuery>;
export type AuditPerson = z.infer<typeof auditPeopleSchema>['items'][number];

export const auditCalls = {
  'GET /audit': { query: auditQuery, response: auditPageSchema },
  'GET /audit.csv': { query: auditCsvQuery, produces: 'text/csv' },
  'GET /audit/people': { query: auditPeopleQuery, response: auditPeopleSchema },
  'GET /audit/{id}': { params: idParams, response: auditEntrySchema },
} satisfies Calls;
