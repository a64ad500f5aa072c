import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { instantSchema, objectIdSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

/**
 * `GET /directory/users` (INV-1). `search` matches the beginning of any word of name, login ID, department or title.
 */
const directoryQuery = z.strictObject({ search: z.string().max(100).trim().optional(), ...pageQuery });

/** `standing`: only `available` people can be picked; the others say why not. */
export const directoryUserSchema = z.strictObject({
  objectId: z.string(),
  loginId: z.string(),
  fullName: z.string(),
  jobTitle: z.string().nullable(),
  department: z.string().nullable(),
  isGuest: z.boolean(),
  isEnabled: z.boolean(),
  standing: z.enum(['available', 'member', 'inactive', 'invited', 'requested', 'disabled']),
});

export const directoryPageSchema = pageSchema(directoryUserSchema).extend({
  sync: z.strictObject({
    status: z.enum(['never', 'running', 'done', 'failed']),
    usersRead: z.number().int(),
    finishedAt: instantSchema.nullable(),
    /** How many people are missing because Microsoft's data about them can't be read. */
    leftOut: z.number().int(),
    /** GONE-6: members who seem to have left all at once; they keep their access until an administrator confirms it. */
    heldLeavers: z.number().int(),
    /** Whether reading takes longer than it should. */
    stuck: z.boolean(),
  }),
});

/** `POST /directory/sync`. `acceptLeavers`: confirms that the held leavers really left (GONE-6). */
export const syncBody = z.strictObject({ acceptLeavers: z.boolean().optional() });

const photoParams = z.strictObject({ oid: objectIdSchema });

export type DirectoryUserView = z.infer<typeof directoryUserSchema>;
export type SyncBody = z.infer<typeof syncBody>;
export type DirectoryPage = z.infer<typeof directoryPageSchema>;

export const directoryCalls = {
  'GET /directory/users': { query: directoryQuery, response: directoryPageSchema },
  'GET /directory/users/{oid}/photo': { params: photoParams, produces: 'image/*' },
  'POST /directory/sync': { body: syncBody },
} satisfies Calls;
