import { z } from 'zod';

const licences = z.strictObject({ bought: z.number().int(), used: z.number().int(), free: z.number().int() });

/** `GET /subscription` (SUB-1). `pendingInvitations`: seats that would be taken if everybody invited accepted. */
export const subscriptionSchema = z.strictObject({
  seats: licences,
  pendingInvitations: z.number().int(),
  abilities: z.strictObject({ update: z.boolean() }),
});

/** `PATCH /subscription`: the number bought, never below what is in use. */
export const updateSubscriptionBody = z.strictObject({ seats: z.number().int().min(1).max(1_000_000) });

export type Subscription = z.infer<typeof subscriptionSchema>;
