import { z } from 'zod';
import { idSchema, pageSchema } from '../../platform/page-schemas.ts';

export const roleSchema = z.strictObject({ id: idSchema, name: z.string(), parentId: idSchema.nullable() });

export const rolePageSchema = pageSchema(roleSchema);

export type Role = z.infer<typeof roleSchema>;
