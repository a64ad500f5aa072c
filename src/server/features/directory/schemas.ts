import { z } from 'zod';
import { instantSchema, objectIdSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

/** `GET /directory/users` (INV-1). `search` matches the beginning of any word of name, login ID, department or title. */
export const directoryQuery = z.strictObject({ search: z.string().max(100).trim().optional(), ...pageQuery });

/** `standing` tells why a person can't be picked; `available` can. */
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
  }),
});

export const photoParams = z.strictObject({ oid: objectIdSchema });

export type DirectoryUserView = z.infer<typeof directoryUserSchema>;
export type DirectoryPage = z.infer<typeof directoryPageSchema>;
