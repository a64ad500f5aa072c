import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { idParams, idSchema, instantSchema } from '../../platform/page-schemas.ts';

export const EXPORT_STATUSES = ['waiting', 'running', 'done', 'failed'] as const;

/** One export of all data of an organization (ORG-2) or of a person (ACC-8). */
export const exportSchema = z.strictObject({
  id: idSchema,
  status: z.enum(EXPORT_STATUSES),
  /** Documents that the file has so far, of all that it will have. */
  done: z.number().int(),
  total: z.number().int(),
  /** Bytes of the finished file. */
  size: z.number().int(),
  /** The problem's code when failed. */
  problem: z.string().nullable(),
  /** Whether it takes longer than it should. */
  stuck: z.boolean(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  /** The file can be downloaded until then. */
  expiresAt: instantSchema,
});

/** `GET /organization/export`, `GET /account/export`: the latest one, as long as it is kept. */
const latestExportSchema = z.strictObject({ latest: exportSchema.nullable() });

export type ExportStatus = (typeof EXPORT_STATUSES)[number];
export type Export = z.infer<typeof exportSchema>;

export const exportsCalls = {
  'POST /organization/export': { response: exportSchema },
  'GET /organization/export': { response: latestExportSchema },
  'GET /organization/exports/{id}/file': { params: idParams, produces: 'application/zip' },
  'POST /account/export': { response: exportSchema },
  'GET /account/export': { response: latestExportSchema },
  'GET /account/exports/{id}/file': { params: idParams, produces: 'application/zip' },
} satisfies Calls;
