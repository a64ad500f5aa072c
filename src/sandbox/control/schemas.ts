import { z } from 'zod';
import { faultKinds, oddShapes } from '../faults.ts';

export const faultRequest = z.strictObject({
  kind: z.enum(faultKinds),
  match: z.string().optional(),
  times: z.int().positive().optional(),
  retryAfter: z.int().nonnegative().optional(),
  status: z.int().min(400).max(599).optional(),
  code: z.string().min(1).max(100).optional(),
  shape: z.enum(oddShapes).optional(),
  delay: z.int().min(0).max(60_000).optional(),
  person: z.string().optional(),
});

const login = z.string().regex(/^[^\s@]+@[^\s@]+$/);
const text = z.string().nullable();

export const personChange = z.strictObject({
  userPrincipalName: login.optional(),
  displayName: z.string().min(1).optional(),
  mail: login.nullable().optional(),
  jobTitle: text.optional(),
  department: text.optional(),
  preferredLanguage: text.optional(),
  accountEnabled: z.boolean().optional(),
  deleted: z.union([z.boolean(), z.literal('permanently')]).optional(),
});

/** Renamings that happen at once, in this order: two that swap their names, a ring, a chain. */
export const renames = z
  .array(z.strictObject({ id: z.string(), userPrincipalName: login }))
  .min(1)
  .max(100);

export const newPerson = personChange
  .omit({ deleted: true })
  .required({ userPrincipalName: true, displayName: true })
  .extend({ tenantId: z.string().optional(), userType: z.enum(['Member', 'Guest']).optional() });

export const tokenRequest = z.strictObject({
  person: z.string(),
  host: z.enum(['teams', 'teamsWeb', 'microsoft365', 'outlookWeb', 'office']).optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
  lifetime: z.int().optional(),
  signedBy: z.enum(['current', 'previous', 'consumers', 'stranger', 'nobody']).optional(),
});

export const consentChange = z.strictObject({
  tenantId: z.string().optional(),
  granted: z.boolean(),
  /** Application permissions to have in place of the registered ones. */
  roles: z.array(z.string()).optional(),
});

/** Leaves out what was not given, which `exactOptionalPropertyTypes` tells from `undefined`. */
export function given<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
