import { z } from 'zod';
import { extensions, name, permissions, profileSchema } from '../../core/profiles/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { idParams, idSchema, pageSchema, someOf } from '../../platform/page-schemas.ts';
import { PERMISSIONS } from '../../platform/permissions.ts';

/** A profile on the page of profiles, with its number of members and what the reader may do with it. */
export const managedProfileSchema = profileSchema.extend({
  members: z.number().int(),
  abilities: z.strictObject({
    /** Assign it to a member. */
    give: z.boolean(),
    rename: z.boolean(),
    setPermissions: z.boolean(),
    setExtensions: z.boolean(),
    delete: z.boolean(),
  }),
});

const profilePageSchema = pageSchema(managedProfileSchema);

/** `POST /profiles`: what is missing is copied from `copyOf`. */
export const createProfileBody = z.strictObject({
  name,
  copyOf: idSchema.optional(),
  permissions: permissions.optional(),
  extensions: extensions.optional(),
});

/**
 * `PATCH /profiles/{id}`. `permissions` and `extensions` replace all that it has. `switches` turn single ones on or off
 * and leave the others as they are, so that two people who edit the same matrix don't undo each other's changes.
 */
export const updateProfileBody = z
  .strictObject({
    name,
    permissions,
    extensions,
    switches: someOf([...PERMISSIONS, ...EXTENSIONS], z.boolean()),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'nothing_to_change');

/** `DELETE /profiles/{id}?moveTo=…`: where its members and open invitations go. */
const deleteProfileQuery = z.strictObject({ moveTo: idSchema.optional() });
export type ManagedProfile = z.infer<typeof managedProfileSchema>;
export type CreateProfileBody = z.infer<typeof createProfileBody>;
export type Switches = NonNullable<z.infer<typeof updateProfileBody>['switches']>;
export type UpdateProfileBody = z.infer<typeof updateProfileBody>;

export const profilesCalls = {
  'GET /profiles': { response: profilePageSchema },
  'POST /profiles': { body: createProfileBody, response: z.strictObject({ id: idSchema }) },
  'PATCH /profiles/{id}': { params: idParams, body: updateProfileBody },
  'DELETE /profiles/{id}': { params: idParams, query: deleteProfileQuery },
} satisfies Calls;
