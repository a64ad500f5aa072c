import { z } from 'zod';
import { INVITATION_STATUSES } from '../../core/invitations/schemas.ts';
import { sessionSchema } from '../../core/sessions/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import {
  addressSchema,
  idParams,
  idSchema,
  instantSchema,
  ONE_LINE,
  objectIdSchema,
  pageQuery,
  pageSchema,
  personRefSchema,
} from '../../platform/page-schemas.ts';
import { newPasswordSchema } from '../passwords/schemas.ts';

/** Delivery of an invitation's e-mail: `queued` until the mail server has accepted it. */
const DELIVERY_STATUSES = ['queued', 'sent', 'failed'] as const;

export const loginIdSchema = addressSchema.transform(normalizeLoginId);

/** One line: a name goes into the headers of mails. */
const line = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters');

const fullNameSchema = line.trim().min(1);

const choice = { profileId: idSchema.optional(), roleId: idSchema.optional() };

/** `POST /invitations` (INV-1, INV-2, INV-9): people of the tenant by object ID, or anybody by e-mail address. */
export const inviteBody = z.union([
  z.strictObject({ objectIds: z.array(objectIdSchema).min(1).max(1000), ...choice }),
  z.strictObject({
    people: z
      .array(z.strictObject({ loginId: loginIdSchema, fullName: fullNameSchema }))
      .min(1)
      .max(1000),
    ...choice,
  }),
]);

const inviteOutcomes = [
  'invited',
  'already_invited',
  'already_member',
  'directory_user_unavailable',
  /** MEM-13: an inactive member who may do more than the person who invites. */
  'outranked',
] as const;

const inviteResultSchema = z.strictObject({
  /** The object ID or the login ID as it was asked for. */
  key: z.string(),
  outcome: z.enum(inviteOutcomes),
  invitationId: idSchema.nullable(),
});

export const inviteResponse = z.strictObject({
  results: z.array(inviteResultSchema),
  /** INV-10: free seats left if all open invitations are accepted; negative when there are too few. */
  seatsAfter: z.number().int(),
});

const invitationsQuery = z.strictObject({
  status: z.enum(INVITATION_STATUSES).optional(),
  search: z.string().max(100).trim().optional(),
  ...pageQuery,
});

export const invitationSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['microsoft', 'email']),
  loginId: z.string(),
  fullName: z.string(),
  /** Of a person of the tenant; null for an invitation by e-mail address. */
  objectId: z.string().nullable(),
  status: z.enum(INVITATION_STATUSES),
  delivery: z.enum(DELIVERY_STATUSES),
  /** INV-7: the person has linked another account instead; the invitation stays unused. */
  answeredOtherwise: z.boolean(),
  profile: z.strictObject({ id: idSchema, name: z.string() }),
  role: z.strictObject({ id: idSchema, name: z.string() }),
  invitedBy: personRefSchema,
  createdAt: instantSchema,
  expiresAt: instantSchema,
  abilities: z.strictObject({ resend: z.boolean(), revoke: z.boolean() }),
});

const invitationPageSchema = pageSchema(invitationSchema);

/** The secret part of an invitation's link: 256 bits in base64url. */
const linkParams = z.strictObject({ token: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'malformed_link') });

/** `GET /invitations/link/{token}`: what the page of a link shows. */
export const invitationLinkSchema = z.strictObject({
  organizationName: z.string(),
  invitedBy: z.string(),
  expiresAt: instantSchema,
  kind: z.enum(['microsoft', 'email']),
  /** Which login ID is expected (INV-5); masked (`a***@example.com`) while nobody is signed in. */
  loginId: z.string(),
  signedInAs: z.string().nullable(),
  matches: z.boolean(),
  /** From the invitation; a new account may have another name. */
  fullName: z.string(),
  /** How the invited person signs in: with an account they have, or with a password that they choose now (INV-6). */
  joinsWith: z.enum(['microsoft', 'password', 'new-password']),
  termsVersion: z.string(),
});

export const termsVersionSchema = z.string().min(1).max(40);

const acceptBody = z.strictObject({ termsVersion: termsVersionSchema });

/** The name of a new account, without characters that change the direction of the text around it. */
export const newcomerNameSchema = line.regex(ONE_LINE, 'control_characters').trim().min(1);

/** `POST /invitations/link/{token}/password` (INV-2): makes the account and joins with it. */
export const acceptWithPasswordBody = z.strictObject({
  fullName: newcomerNameSchema,
  password: newPasswordSchema,
  termsVersion: termsVersionSchema,
});

export type Invitation = z.infer<typeof invitationSchema>;
export type AcceptWithPassword = z.output<typeof acceptWithPasswordBody>;
export type InviteBody = z.infer<typeof inviteBody>;
export type InviteResponse = z.infer<typeof inviteResponse>;
export type InvitationLink = z.infer<typeof invitationLinkSchema>;

export const invitationsCalls = {
  'POST /invitations': { body: inviteBody, response: inviteResponse },
  'GET /invitations': { query: invitationsQuery, response: invitationPageSchema },
  'POST /invitations/{id}/resend': { params: idParams, response: invitationSchema },
  'DELETE /invitations/{id}': { params: idParams },
  'GET /invitations/link/{token}': { params: linkParams, response: invitationLinkSchema },
  'POST /invitations/link/{token}/accept': { params: linkParams, body: acceptBody },
  'POST /invitations/link/{token}/password': {
    params: linkParams,
    body: acceptWithPasswordBody,
    response: sessionSchema,
  },
  'POST /invitations/mine/accept': { body: acceptBody },
} satisfies Calls;
