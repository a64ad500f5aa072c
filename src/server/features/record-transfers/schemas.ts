import { z } from 'zod';
import { MODULES, targetsSchema } from '../../core/records/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';
import { ownerSchema } from '../records/schemas.ts';
/** The life of a transfer; `done` and `failed` may be undone for a day, `undone` is the end. */
export const TRANSFER_STATUSES = ['waiting', 'running', 'done', 'failed', 'undoing', 'undone'] as const;

export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

/** `POST /records/transfers` (REC-3). With `ids` only these records are handed over. */
export const transferBody = z.strictObject({
  fromMemberId: idSchema,
  to: targetsSchema,
  ids: z.array(idSchema).min(1).max(10_000).optional(),
});

export const transferSchema = z.strictObject({
  id: idSchema,
  /** Null once the member was deleted. */
  from: ownerSchema.nullable(),
  to: z.array(z.strictObject({ module: z.enum(MODULES), owner: ownerSchema.nullable() })),
  status: z.enum(TRANSFER_STATUSES),
  total: z.number().int(),
  moved: z.number().int(),
  /** How many came back by undoing. */
  restored: z.number().int(),
  /** The problem's code when failed. */
  problem: z.string().nullable(),
  /** Whether it takes longer than it should. */
  stuck: z.boolean(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  undoUntil: instantSchema,
  abilities: z.strictObject({ undo: z.boolean() }),
});

export const transfersQuery = z.strictObject({ fromMemberId: idSchema.optional(), ...pageQuery });

const transferPageSchema = pageSchema(transferSchema);

export type TransferBody = z.output<typeof transferBody>;

export type Transfer = z.infer<typeof transferSchema>;

export type TransfersQuery = z.output<typeof transfersQuery>;

export const recordTransfersCalls = {
  'POST /records/transfers': { body: transferBody, response: transferSchema },
  'GET /records/transfers': { query: transfersQuery, response: transferPageSchema },
  'GET /records/transfers/{id}': { params: idParams, response: transferSchema },
  'POST /records/transfers/{id}/undo': { params: idParams, response: transferSchema },
} satisfies Calls;
