import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';

/** `POST /organization/close` (ORG-3): the organization's name, typed in. */
const closeOrganizationBody = z.strictObject({ name: z.string().max(200) });

/** `POST /account/close` (ACC-8): the own login ID, typed in. */
const closeAccountBody = z.strictObject({ loginId: z.string().max(300) });

const count = z.number().int();

/** Whether the reader has to sign in again first, and how they signed in before. */
const freshness = { mustSignInAgain: z.boolean(), signedInWith: z.enum(['microsoft', 'password']) };

/** `GET /organization/closing`: what is lost. */
export const organizationClosingSchema = z.strictObject({
  name: z.string(),
  members: count,
  invitations: count,
  joinRequests: count,
  records: count,
  auditEntries: count,
  ...freshness,
});

/** `GET /account/closing`: what happens in each organization that the person is a member of. */
export const accountClosingSchema = z.strictObject({
  loginId: z.string(),
  places: z.array(
    z.strictObject({
      organization: z.string(),
      /** Whether nobody else can manage it, so that it has to be handed over or closed before. */
      isOnlyAdministrator: z.boolean(),
      records: count,
      /** The full name of the member who gets the records; null when there is none. */
      heir: z.string().nullable(),
    }),
  ),
  sessions: count,
  ...freshness,
});

export type OrganizationClosing = z.infer<typeof organizationClosingSchema>;
export type AccountClosing = z.infer<typeof accountClosingSchema>;

export const closingCalls = {
  'GET /organization/closing': { response: organizationClosingSchema },
  'POST /organization/close': { body: closeOrganizationBody },
  'GET /account/closing': { response: accountClosingSchema },
  'POST /account/close': { body: closeAccountBody },
} satisfies Calls;
