import { z } from 'zod';
import { recordCountsSchema, targetsSchema } from '../../core/records/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { idParams, idSchema, instantSchema, pageQuery, pageSchema, someOf } from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES, PERMISSIONS } from '../../platform/permissions.ts';
import { auditEntrySchema } from '../audit/schemas.ts';

/** The most members that one call can change (MEM-5). */
export const SELECTION_LIMIT = 1000;

/** The actions on a member; the keys of `abilities`. */
export const MEMBER_ACTIONS = ['update', 'deactivate', 'reactivate', 'delete', 'transfer'] as const;

/** Why an action on a member is refused: codes of problems. */
const REFUSALS = [
  'permission_required',
  'outranked',
  'cannot_deactivate_self',
  'last_manager',
  'last_administrator',
  'already_inactive',
  'member_active',
  'seats_exhausted',
  'records_owned',
] as const;

const filter = {
  status: z.enum(MEMBER_STATUSES).optional(),
  search: z.string().max(100).trim().optional(),
  profileId: idSchema.optional(),
  roleId: idSchema.optional(),
};

const sort = z.enum(['name', '-name', 'joined', '-joined']).default('name');

export const membersQuery = z.strictObject({ ...filter, sort, ...pageQuery });

/** `GET /members.csv`: all members that the list would show, in its order. */
export const membersCsvQuery = z.strictObject({ ...filter, sort });

export const memberSchema = z.strictObject({
  id: idSchema,
  accountId: idSchema,
  loginId: z.string(),
  fullName: z.string(),
  jobTitle: z.string().nullable(),
  department: z.string().nullable(),
  objectId: z.string().nullable(),
  status: z.enum(MEMBER_STATUSES),
  profile: z.strictObject({ id: idSchema, name: z.string() }),
  role: z.strictObject({ id: idSchema, name: z.string() }),
  joinedAt: instantSchema,
  /** Null while active. */
  deactivatedAt: instantSchema.nullable(),
  abilities: z.strictObject({
    update: z.boolean(),
    deactivate: z.boolean(),
    reactivate: z.boolean(),
    delete: z.boolean(),
    transfer: z.boolean(),
  }),
});

const memberPageSchema = pageSchema(memberSchema);

const refusalSchema = z.enum(REFUSALS);
const howMany = z.number().int();

/** What members hold beside records, and lose when they are deactivated (MEM-2). */
const holdings = { sessions: howMany, apiTokens: howMany, sites: howMany };

/** `GET /members/{id}`. */
export const memberDetailsSchema = memberSchema.extend({
  /** When one of their sessions was last used; null when no session is kept. */
  lastSeenAt: instantSchema.nullable(),
  /** What the profile lets them do. */
  permissions: z.array(z.enum(PERMISSIONS)),
  /** Only active members take a seat. */
  takesSeat: z.boolean(),
  /** Keys of the extensions that work for the member. */
  extensions: z.array(z.enum(EXTENSIONS)),
  records: recordCountsSchema,
  holdings: z.strictObject(holdings),
  /** For each ability that is false, why. */
  refusals: someOf(MEMBER_ACTIONS, refusalSchema),
});

/** `GET /members/{id}/history`: what they did and what was done to them, without network addresses. */
export const memberHistorySchema = pageSchema(auditEntrySchema.omit({ address: true, details: true, hash: true }));

/** `GET /members/counts`: the numbers beside the views of the Users page (MEM-9). */
export const memberCountsSchema = z.strictObject({
  all: howMany,
  active: howMany,
  inactive: howMany,
  invited: howMany,
  requests: howMany,
});

/** `PATCH /members/{id}`. */
const updateMemberBody = z
  .strictObject({ profileId: idSchema, roleId: idSchema })
  .partial()
  .refine((body) => body.profileId !== undefined || body.roleId !== undefined, 'nothing_to_change');

/** Members by id, or all members that the list would show with this filter; at most `SELECTION_LIMIT` either way. */
const selection = {
  ids: z.array(idSchema).min(1).max(SELECTION_LIMIT).optional(),
  matching: z.strictObject(filter).optional(),
};

const eitherOr = [
  (body: { ids?: unknown; matching?: unknown }) => (body.ids === undefined) !== (body.matching === undefined),
  'ids_or_matching',
] as const;

/** True: all members or none. False: each member that it is possible for, with a result for each (MEM-5). */
const atomic = z.boolean().default(true);

/** `POST /members/deactivate`. `transfer`: the new owners of all their records (MEM-4); needs `transferRecords`. */
const deactivateBody = z.strictObject({ ...selection, transfer: targetsSchema.optional(), atomic }).refine(...eitherOr);

/** `POST /members/reactivate` and `POST /members/delete`. */
export const membersBody = z.strictObject({ ...selection, atomic }).refine(...eitherOr);

/** `POST /members/consequences`: what deactivating, reactivating or deleting these members would mean. */
export const consequencesBody = z.strictObject(selection).refine(...eitherOr);

const seats = z.strictObject({ bought: howMany, used: howMany, free: howMany });

/**
 * One for each member, in the order of the call. `unchanged`: was already so. With `atomic` there is no `refused`: the
 * call answers with the first problem, and its `errors` name the members, each as `{ field: 'members.<id>', code }`.
 */
const result = { id: idSchema, outcome: z.enum(['done', 'unchanged', 'refused']), code: refusalSchema.nullable() };

export const deactivateResponse = z.strictObject({
  /** `transferId`: of `GET /records/transfers/{id}`, which shows the progress; null when no records are handed over. */
  results: z.array(z.strictObject({ ...result, transferId: idSchema.nullable() })),
  seats,
});

export const membersResponse = z.strictObject({ results: z.array(z.strictObject(result)), seats });

const refused = z.array(z.strictObject({ id: idSchema, fullName: z.string(), code: refusalSchema }));

export const consequencesSchema = z.strictObject({
  members: howMany,
  active: howMany,
  inactive: howMany,
  /** What they own, all together. This and the numbers below leave out the reader and members who may do more. */
  records: recordCountsSchema,
  ...holdings,
  seats: seats.extend({
    /** By deactivating all that can be. */
    freed: howMany,
    /** For reactivating all that can be. */
    needed: howMany,
    /** How many seats are missing for that; 0 when it fits. */
    missing: howMany,
  }),
  /** The members for whom it would be refused, and why; without members who are already so. */
  refused: z.strictObject({ deactivate: refused, reactivate: refused, delete: refused }),
});

export type Member = z.infer<typeof memberSchema>;
export type MemberDetails = z.infer<typeof memberDetailsSchema>;
export type MemberHistory = z.infer<typeof memberHistorySchema>;
export type MemberAction = (typeof MEMBER_ACTIONS)[number];
export type MemberRefusal = z.infer<typeof refusalSchema>;
export type MemberFilter = Omit<z.output<typeof membersCsvQuery>, 'sort'>;
export type MembersQuery = z.output<typeof membersQuery>;
export type MembersCsvQuery = z.output<typeof membersCsvQuery>;
export type MemberCounts = z.infer<typeof memberCountsSchema>;
export type MembersBody = z.output<typeof membersBody>;
export type ConsequencesBody = z.output<typeof consequencesBody>;
export type DeactivateResponse = z.infer<typeof deactivateResponse>;
export type MembersResponse = z.infer<typeof membersResponse>;
export type Consequences = z.infer<typeof consequencesSchema>;

export const membersCalls = {
  'GET /members': { query: membersQuery, response: memberPageSchema },
  'GET /members.csv': { query: membersCsvQuery, produces: 'text/csv' },
  'GET /members/counts': { response: memberCountsSchema },
  'GET /members/{id}': { params: idParams, response: memberDetailsSchema },
  'GET /members/{id}/history': { params: idParams, query: z.strictObject(pageQuery), response: memberHistorySchema },
  'PATCH /members/{id}': { params: idParams, body: updateMemberBody, response: memberDetailsSchema },
  'POST /members/consequences': { body: consequencesBody, response: consequencesSchema },
  'POST /members/deactivate': { body: deactivateBody, response: deactivateResponse },
  'POST /members/reactivate': { body: membersBody, response: membersResponse },
  'POST /members/delete': { body: membersBody, response: membersResponse },
  'DELETE /members/{id}': { params: idParams },
} satisfies Calls;
