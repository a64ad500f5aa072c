import { z } from 'zod';
import { idSchema } from '../../platform/page-schemas.ts';
export const roleSchema = z.strictObject({ id: idSchema, name: z.string(), parentId: idSchema.nullable() });

export const name = z.string().max(60).trim().min(1);

export type Role = z.infer<typeof roleSchema>;
