import { z } from 'zod';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { idSchema, instantSchema, personRefSchema } from '../../platform/page-schemas.ts';
import { LANGUAGES, PERMISSIONS, STANDINGS } from '../../platform/permissions.ts';
import { joinRequestStatusSchema } from '../join-requests/schemas.ts';
/** Why a session was ended before its time. */
export const END_REASONS = [
  'signed_out',
  'replaced',
  'ended_by_owner',
  'ended_by_administrator',
  'password_changed',
  'password_reset',
  'deactivated',
  'other_device',
  'access_ended',
  'microsoft_unavailable',
  'account_closed',
  'organization_closed',
] as const;

export type EndReason = (typeof END_REASONS)[number];

const namedRef = z.strictObject({ id: idSchema, name: z.string() });

/** `GET /session`: who I am, what I am to the organization of my tenant, and what I may do. */
export const sessionSchema = z.strictObject({
  account: z.strictObject({
    id: idSchema,
    loginId: z.string(),
    fullName: z.string(),
    language: z.enum(LANGUAGES),
    isGuest: z.boolean(),
    /** ACC-5: a pattern such as `dd/mm/yy`; null is how the reader's language writes dates. */
    dateFormat: z.string().nullable(),
  }),
  standing: z.enum(STANDINGS),
  /** Null while the tenant has none. `managers`: who can decide, at most five, for those who are not in yet. */
  organization: z
    .strictObject({
      id: idSchema,
      name: z.string(),
      managers: z.array(personRefSchema),
    })
    .nullable(),
  member: z.strictObject({ id: idSchema, profile: namedRef, role: namedRef }).nullable(),
  invitation: z
    .strictObject({
      id: idSchema,
      invitedBy: personRefSchema,
      expiresAt: instantSchema,
      profile: z.string(),
      role: z.string(),
    })
    .nullable(),
  joinRequest: z
    .strictObject({
      id: idSchema,
      status: joinRequestStatusSchema,
      message: z.string(),
      createdAt: instantSchema,
      remindedAt: instantSchema.nullable(),
      reason: z.string().nullable(),
      mayAskAgainAt: instantSchema.nullable(),
    })
    .nullable(),
  /** The name of the tenant, as a first proposal for a new organization. */
  tenantName: z.string().nullable(),
  termsVersion: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  /** Keys of the extensions that work for the member (EXT-3). */
  extensions: z.array(z.enum(EXTENSIONS)),
  sandbox: z.boolean(),
});

/** What somebody signs in with, as far as the browser says. */
export const deviceSchema = z.strictObject({
  /** `Microsoft Teams`, `Chrome 143`; empty when it does not say. */
  browser: z.string(),
  /** `Windows`, `Android`; empty when it does not say. */
  system: z.string(),
  kind: z.enum(['desktop', 'mobile', 'tablet']).nullable(),
});

/** What was last done in a session: the first word of the call's path (`members`), and whether it changed something. */
export const lastActionSchema = z.strictObject({ area: z.string(), isChange: z.boolean() });

export type Device = z.infer<typeof deviceSchema>;

export type LastAction = z.infer<typeof lastActionSchema>;

export type Session = z.infer<typeof sessionSchema>;
