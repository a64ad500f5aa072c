import { z } from 'zod';
import { joinRequestStatusSchema } from '../../core/join-requests/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import {
  idParams,
  idSchema,
  instantSchema,
  pageQuery,
  pageSchema,
  personRefSchema,
} from '../../platform/page-schemas.ts';

/** `POST /join-requests` (JOIN-1). */
const askBody = z.strictObject({ message: z.string().max(500).trim().default('') });

const joinRequestsQuery = z.strictObject({
  status: joinRequestStatusSchema.optional(),
  search: z.string().max(100).trim().optional(),
  ...pageQuery,
});

/** `POST /join-requests/{id}/approve` (JOIN-5). */
const approveBody = z.strictObject({ profileId: idSchema.optional(), roleId: idSchema.optional() });

/** `POST /join-requests/{id}/decline` (JOIN-8). */
const declineBody = z.strictObject({ reason: z.string().max(500).trim().default('') });

export const joinRequestSchema = z.strictObject({
  id: idSchema,
  status: joinRequestStatusSchema,
  objectId: z.string(),
  loginId: z.string(),
  fullName: z.string(),
  jobTitle: z.string().nullable(),
  department: z.string().nullable(),
  isGuest: z.boolean(),
  message: z.string(),
  createdAt: instantSchema,
  decidedAt: instantSchema.nullable(),
  decidedBy: personRefSchema.nullable(),
  reason: z.string().nullable(),
  abilities: z.strictObject({ approve: z.boolean(), decline: z.boolean(), withdraw: z.boolean() }),
});

const joinRequestPageSchema = pageSchema(joinRequestSchema);

export type JoinRequest = z.infer<typeof joinRequestSchema>;

export const joinRequestsCalls = {
  'POST /join-requests': { body: askBody, response: joinRequestSchema },
  'GET /join-requests': { query: joinRequestsQuery, response: joinRequestPageSchema },
  'GET /join-requests/{id}': { params: idParams, response: joinRequestSchema },
  'POST /join-requests/{id}/approve': { params: idParams, body: approveBody, response: joinRequestSchema },
  'POST /join-requests/{id}/decline': { params: idParams, body: declineBody, response: joinRequestSchema },
  'POST /join-requests/{id}/withdraw': { params: idParams, response: joinRequestSchema },
} satisfies Calls;
