import { z } from 'zod';
import { idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

export const MEMBER_STATUSES = ['active', 'inactive'] as const;

export const membersQuery = z.strictObject({
  status: z.enum(MEMBER_STATUSES).optional(),
  search: z.string().trim().max(100).optional(),
  profileId: idSchema.optional(),
  roleId: idSchema.optional(),
  sort: z.enum(['name', '-name', 'joined', '-joined']).default('name'),
  ...pageQuery,
});

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
  abilities: z.strictObject({ update: z.boolean() }),
});

export const memberPageSchema = pageSchema(memberSchema);

/** `GET /members/counts`: the numbers beside the views of the Users page (MEM-9). */
export const memberCountsSchema = z.strictObject({
  all: z.number().int(),
  active: z.number().int(),
  inactive: z.number().int(),
  invited: z.number().int(),
  requests: z.number().int(),
});

/** `PATCH /members/{id}`. */
export const updateMemberBody = z
  .strictObject({ profileId: idSchema, roleId: idSchema })
  .partial()
  .refine((body) => body.profileId !== undefined || body.roleId !== undefined, 'nothing_to_change');

export type Member = z.infer<typeof memberSchema>;
export type MembersQuery = z.output<typeof membersQuery>;
export type MemberCounts = z.infer<typeof memberCountsSchema>;
