import { z } from 'zod';
import { name, roleSchema } from '../../core/roles/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, pageSchema } from '../../platform/page-schemas.ts';

/** A role on the page of roles, with its number of members and what the reader may do with it. */
export const managedRoleSchema = roleSchema.extend({
  members: z.number().int(),
  /** ROLE-1: whether newcomers get it by default. */
  forNewcomers: z.boolean(),
  abilities: z.strictObject({
    /** Assign it to a member (ROLE-2). */
    give: z.boolean(),
    rename: z.boolean(),
    move: z.boolean(),
    delete: z.boolean(),
  }),
});

const rolePageSchema = pageSchema(managedRoleSchema);

/** `GET /roles/newcomers`: the role of newcomers, and the roles that the reader can choose instead. */
export const newcomersSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  choices: z.array(z.strictObject({ id: idSchema, name: z.string() })),
});

/** `POST /roles`: a role below another one. */
export const createRoleBody = z.strictObject({ name, parentId: idSchema });

/** `PATCH /roles/{id}`: the roles below it move with it. */
export const updateRoleBody = z
  .strictObject({ name, parentId: idSchema })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'nothing_to_change');

/**
 * `DELETE /roles/{id}?moveTo=…`: the role that its members, open invitations and newcomers get; roles below it move up.
 */
const deleteRoleQuery = z.strictObject({ moveTo: idSchema.optional() });
export type ManagedRole = z.infer<typeof managedRoleSchema>;
export type Newcomers = z.infer<typeof newcomersSchema>;
export type CreateRoleBody = z.infer<typeof createRoleBody>;
export type UpdateRoleBody = z.infer<typeof updateRoleBody>;

export const rolesCalls = {
  'GET /roles': { response: rolePageSchema },
  'GET /roles/newcomers': { response: newcomersSchema },
  'PUT /roles/{id}/newcomers': { params: idParams },
  'POST /roles': { body: createRoleBody, response: z.strictObject({ id: idSchema }) },
  'PATCH /roles/{id}': { params: idParams, body: updateRoleBody },
  'DELETE /roles/{id}': { params: idParams, query: deleteRoleQuery },
} satisfies Calls;
