import { z } from 'zod';
import { deviceSchema, END_REASONS, lastActionSchema, sessionSchema } from '../../core/sessions/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';

/** `POST /session`: a token that the host (Teams, Outlook, Microsoft 365) gave to the add-in. */
const openSessionBody = z.strictObject({ token: z.string().min(1).max(16_384) });

/** `POST /session/redeem`: the one-time code that a sign-in popup hands back to its opener. */
const redeemSessionBody = z.strictObject({ code: z.string().min(20).max(200) });

/** `GET /account/sessions` (ACC-7): those of the last 7 days. */
const ownSessionsQuery = z.strictObject(pageQuery);

export const ownSessionSchema = z.strictObject({
  id: idSchema,
  startedAt: instantSchema,
  lastActivityAt: instantSchema,
  /** Null while it is open. */
  endedAt: instantSchema.nullable(),
  /** Null while it is open, and when it expired. */
  endReason: z.enum(END_REASONS).nullable(),
  address: z.string().nullable(),
  device: deviceSchema,
  lastAction: lastActionSchema.nullable(),
  /** Whether it is the session of this call. */
  isCurrent: z.boolean(),
});

const ownSessionsSchema = pageSchema(ownSessionSchema);

/** `DELETE /account/sessions` and `DELETE /members/{id}/sessions`: how many were open. */
const endedSessionsSchema = z.strictObject({ ended: z.number().int() });

export type OwnSession = z.infer<typeof ownSessionSchema>;

export const sessionsCalls = {
  'GET /account/sessions': { query: ownSessionsQuery, response: ownSessionsSchema },
  'DELETE /account/sessions/{id}': { params: idParams },
  'DELETE /account/sessions': { response: endedSessionsSchema },
  'DELETE /members/{id}/sessions': { params: idParams, response: endedSessionsSchema },
  'GET /session': { response: sessionSchema },
  'POST /session': { body: openSessionBody, response: sessionSchema },
  'POST /session/redeem': { body: redeemSessionBody, response: sessionSchema },
  'DELETE /session': {},
} satisfies Calls;
