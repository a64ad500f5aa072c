import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { idSchema, instantSchema } from '../../platform/page-schemas.ts';
import { LANGUAGES } from '../../platform/permissions.ts';

const organizationNameSchema = z.string().max(120).trim().min(1);

const timeZoneSchema = z
  .string()
  .max(60)
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  }, 'unknown_time_zone');

/** `POST /organization` (ORG-1). */
export const foundOrganizationBody = z.strictObject({
  name: organizationNameSchema,
  timeZone: timeZoneSchema.default('UTC'),
  language: z.enum(LANGUAGES).default('en'),
});

/** `PATCH /organization`. */
export const updateOrganizationBody = z
  .strictObject({ name: organizationNameSchema, timeZone: timeZoneSchema, language: z.enum(LANGUAGES) })
  .partial();

export const organizationSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  timeZone: z.string(),
  language: z.enum(LANGUAGES),
  createdAt: instantSchema,
  abilities: z.strictObject({ update: z.boolean() }),
});

export type Organization = z.infer<typeof organizationSchema>;
export type FoundOrganization = z.output<typeof foundOrganizationBody>;
export type UpdateOrganization = z.output<typeof updateOrganizationBody>;

export const organizationsCalls = {
  'POST /organization': { body: foundOrganizationBody, response: organizationSchema },
  'GET /organization': { response: organizationSchema },
  'PATCH /organization': { body: updateOrganizationBody, response: organizationSchema },
} satisfies Calls;
