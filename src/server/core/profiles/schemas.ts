import { z } from 'zod';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { PERMISSIONS } from '../../platform/permissions.ts';
export const profileSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  builtIn: z.enum(['administrator', 'standard']).nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** App permissions: the extensions that are on for everybody with this profile (EXT-2). */
  extensions: z.array(z.enum(EXTENSIONS)),
});

export const name = z.string().max(60).trim().min(1);

export const permissions = z.array(z.enum(PERMISSIONS)).max(PERMISSIONS.length);

export const extensions = z.array(z.enum(EXTENSIONS)).max(EXTENSIONS.length);

export type Profile = z.infer<typeof profileSchema>;
