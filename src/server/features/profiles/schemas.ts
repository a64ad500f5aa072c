import { z } from 'zod';
import { idSchema, pageSchema } from '../../platform/page-schemas.ts';
import { PERMISSIONS } from '../../platform/permissions.ts';

export const profileSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  builtIn: z.enum(['administrator', 'standard']).nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
});

export const profilePageSchema = pageSchema(profileSchema);

export type Profile = z.infer<typeof profileSchema>;
