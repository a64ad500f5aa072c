import { z } from 'zod';
import { MODULES } from '../../core/records/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema } from '../../platform/page-schemas.ts';
import { filters } from '../records/schemas.ts';

export const recordsCsvQuery = z.strictObject(filters);

/**
 * `POST /records/{module}/import`: the same `key` again gives the same import, and begins a file anew that was cut off
 * on its way here.
 */
const importQuery = z.strictObject({ key: z.string().regex(/^[\w-]{8,64}$/, 'malformed_key') });

export const IMPORT_STATUSES = ['receiving', 'waiting', 'running', 'done', 'failed'] as const;

export const importSchema = z.strictObject({
  id: idSchema,
  module: z.enum(MODULES),
  status: z.enum(IMPORT_STATUSES),
  /** Rows of the file so far; all of them unless `receiving`. */
  rows: z.number().int(),
  processed: z.number().int(),
  created: z.number().int(),
  refused: z.number().int(),
  /** The first of the rows that were refused: where they are in the file, and what to do about them. */
  firstRefused: z.array(
    z.strictObject({
      /** The header not counted. */
      row: z.number().int(),
      /** The header and empty lines counted, from 1, as an editor does. */
      line: z.number().int().nullable(),
      /** What the file calls the column; null when it is not about one. */
      column: z.string().nullable(),
      field: z.string().nullable(),
      code: z.string(),
      message: z.string(),
    }),
  ),
  /** Columns of the file that mean nothing here. */
  ignoredColumns: z.array(z.string()),
  /** The problem's code when failed. */
  problem: z.string().nullable(),
  /** Whether it takes longer than it should. */
  stuck: z.boolean(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
});

export type Import = z.infer<typeof importSchema>;

export type RecordsCsvQuery = z.output<typeof recordsCsvQuery>;

const exported = { query: recordsCsvQuery, produces: 'text/csv' };
const template = { produces: 'text/csv' };
const imported = { query: importQuery, consumes: 'text/csv', response: importSchema };

export const recordFilesCalls = {
  'GET /records/imports/{id}': { params: idParams, response: importSchema },
  'GET /records/imports/{id}/results.csv': { params: idParams, produces: 'text/csv' },
  'GET /records/leads.csv': exported,
  'POST /records/leads/import': imported,
  'GET /records/leads/import/template.csv': template,
  'GET /records/contacts.csv': exported,
  'POST /records/contacts/import': imported,
  'GET /records/contacts/import/template.csv': template,
  'GET /records/deals.csv': exported,
  'POST /records/deals/import': imported,
  'GET /records/deals/import/template.csv': template,
  'GET /records/tasks.csv': exported,
  'POST /records/tasks/import': imported,
  'GET /records/tasks/import/template.csv': template,
} satisfies Calls;
