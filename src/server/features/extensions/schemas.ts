import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { EXTENSIONS, LICENSING_MODES } from '../../platform/extensions.ts';
import { idSchema, pageQuery, pageSchema, someOf } from '../../platform/page-schemas.ts';

/** The most members of an extension; it keeps a call below the size limit of a body. */
const MOST_ACTIVATIONS = 20_000;

const howMany = z.number().int();
const key = z.enum(EXTENSIONS);

/** One of `GET /extensions`, and of `GET /subscription` (SUB-1). */
export const extensionSchema = z.strictObject({
  key,
  mode: z.enum(LICENSING_MODES),
  bought: howMany,
  /** By user: the activations. By profile: the active members whose profile switches it on, also beyond `bought`. */
  used: howMany,
  /** Never below 0. */
  free: howMany,
  /** The active members whose profile switches it on, in either mode: what `used` would be by profile. */
  switchedOn: howMany,
  /** Increases with every change of mode or activations. */
  revision: howMany,
  abilities: z.strictObject({ activate: z.boolean() }),
});

const extensionPageSchema = pageSchema(extensionSchema);

const extensionParams = z.strictObject({ key });

/**
 * `GET /extensions/{key}/members`: active members by name; with `activated` only those for whom it works, or doesn't.
 */
export const extensionMembersQuery = z.strictObject({
  search: z.string().max(100).trim().optional(),
  activated: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  ...pageQuery,
});

export const extensionMemberPageSchema = pageSchema(
  z.strictObject({
    id: idSchema,
    fullName: z.string(),
    loginId: z.string(),
    /** The person in the organization's tenant, for the photo; null for those who have no Microsoft 365. */
    objectId: z.string().nullable(),
    profile: z.strictObject({ id: idSchema, name: z.string() }),
    /** Whether the extension works for them. */
    activated: z.boolean(),
  }),
);

/**
 * `GET /extensions/{key}/activations`: all activated members, to start an edit from. Empty with licensing by profile.
 */
export const activationsSchema = z.strictObject({ ids: z.array(idSchema), revision: howMany });

/**
 * `PUT /extensions/{key}/members`: these members and no others. With the `revision` that the edit started from, the
 * call fails instead of overwriting a change that somebody else saved since.
 */
const activateMembersBody = z.strictObject({
  ids: z.array(idSchema).max(MOST_ACTIVATIONS),
  revision: howMany.optional(),
});

/** What `PATCH /subscription` changes of an extension. */
const licenceChange = z
  .strictObject({ bought: howMany.min(0).max(1_000_000), mode: z.enum(LICENSING_MODES) })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing_to_change');

export const licenceChangesSchema = someOf(EXTENSIONS, licenceChange);
export type Extension = z.infer<typeof extensionSchema>;
export type Activations = z.infer<typeof activationsSchema>;
export type ExtensionMembersQuery = z.output<typeof extensionMembersQuery>;
export type ExtensionMember = z.infer<typeof extensionMemberPageSchema>['items'][number];
export type LicenceChanges = z.output<typeof licenceChangesSchema>;

export const extensionsCalls = {
  'GET /extensions': { response: extensionPageSchema },
  'GET /extensions/{key}/members': {
    params: extensionParams,
    query: extensionMembersQuery,
    response: extensionMemberPageSchema,
  },
  'GET /extensions/{key}/activations': { params: extensionParams, response: activationsSchema },
  'PUT /extensions/{key}/members': { params: extensionParams, body: activateMembersBody, response: activationsSchema },
} satisfies Calls;
