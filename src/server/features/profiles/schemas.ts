import { z } from 'zod';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { idSchema, pageSchema } from '../../platform/page-schemas.ts';
import { PERMISSIONS } from '../../platform/permissions.ts';

export const profileSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  builtIn: z.enum(['administrator', 'standard']).nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** App permissions: the extensions that are on for everybody with this profile (EXT-2). */
  extensions: z.array(z.enum(EXTENSIONS)),
});

/** A profile on the page of profiles: with how many have it, and what the reader may do to it. */
export const managedProfileSchema = profileSchema.extend({
  members: z.number().int(),
  abilities: z.strictObject({
    /** To somebody, as their profile. */
    give: z.boolean(),
    rename: z.boolean(),
    setPermissions: z.boolean(),
    setExtensions: z.boolean(),
    delete: z.boolean(),
  }),
});

export const profilePageSchema = pageSchema(managedProfileSchema);

const name = z.string().max(60).trim().min(1);
const permissions = z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length);
const extensions = z.array(z.enum(EXTENSIONS)).max(EXTENSIONS.length);

/** `POST /profiles`: with `copyOf`, what is left out is as there. */
export const createProfileBody = z.strictObject({
  name,
  copyOf: idSchema.optional(),
  permissions: permissions.optional(),
  extensions: extensions.optional(),
});

/**
 * `PATCH /profiles/{id}`. `permissions` and `extensions` are all that it then has; `switches` turn single ones on or off
 * and leave the others as they are, so that two people at one matrix don't undo each other's changes.
 */
export const updateProfileBody = z
  .strictObject({
    name,
    permissions,
    extensions,
    switches: z.partialRecord(z.enum([...PERMISSIONS, ...EXTENSIONS]), z.boolean()),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'nothing_to_change');

/** `DELETE /profiles/{id}?moveTo=…`: where its members and open invitations go. */
export const deleteProfileQuery = z.strictObject({ moveTo: idSchema.optional() });

export type Profile = z.infer<typeof profileSchema>;
export type ManagedProfile = z.infer<typeof managedProfileSchema>;
export type CreateProfileBody = z.infer<typeof createProfileBody>;
export type Switches = NonNullable<z.infer<typeof updateProfileBody>['switches']>;
export type UpdateProfileBody = z.infer<typeof updateProfileBody>;
