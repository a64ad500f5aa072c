import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { extensionSchema, licenceChangesSchema } from '../extensions/schemas.ts';

const licences = z.strictObject({ bought: z.number().int(), used: z.number().int(), free: z.number().int() });

/** `GET /subscription` (SUB-1). `pendingInvitations`: seats that they would take if everybody accepted. */
export const subscriptionSchema = z.strictObject({
  seats: licences,
  extensions: z.array(extensionSchema),
  pendingInvitations: z.number().int(),
  abilities: z.strictObject({ update: z.boolean() }),
});

/** `PATCH /subscription`: numbers bought, never below what is in use, and how extensions are licensed. */
export const updateSubscriptionBody = z
  .strictObject({ seats: z.number().int().min(1).max(1_000_000), extensions: licenceChangesSchema })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'nothing_to_change');

export type UpdateSubscriptionBody = z.output<typeof updateSubscriptionBody>;
export type Subscription = z.infer<typeof subscriptionSchema>;

export const subscriptionCalls = {
  'GET /subscription': { response: subscriptionSchema },
  'PATCH /subscription': { body: updateSubscriptionBody, response: subscriptionSchema },
} satisfies Calls;
