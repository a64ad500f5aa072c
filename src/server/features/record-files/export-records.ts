import type { Readable } from 'node:stream';
import type { QueryFilter } from 'mongoose';
import * as audit from '../../core/audit/service.ts';
import * as owners from '../../core/members/owners.ts';
import { type RecordRow, recordModel } from '../../core/records/model.ts';
import type { Module } from '../../core/records/schemas.ts';
import { visible } from '../../core/records/visibility.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { csvFile } from '../../platform/csv.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { CSV_COLUMNS } from './columns.ts';
import { cellsOf } from './csv-rules.ts';
import type { RecordsCsvQuery } from './schemas.ts';

/** Rows whose owners are looked up together. */
const BATCH = 500;

/** The records of one kind that the actor sees, as CSV, written while it is read. It can be imported again. */
export async function exportRecords(
  services: Services,
  { actor }: Authorized<'record.export'>,
  module: Module,
  { search, ownerId }: RecordsCsvQuery,
): Promise<Readable> {
  const filter = { ...(await visible(services, actor, ownerId)), module, ...startsWords('words', search) };
  const organizationId = actor.organization.id;
  await withTransaction(services, (tx) =>
    audit.record(tx, {
      actor,
      organizationId,
      action: 'record.export',
      target: { kind: module, id: '', label: '' },
    }),
  );
  return recordsCsv(services, organizationId, module, filter);
}

/** All records of one kind that match, for whoever has been let to see them. */
export function recordsCsv(
  services: Services,
  organizationId: string,
  module: Module,
  filter: QueryFilter<RecordRow> = { organizationId, module },
): Readable {
  return csvFile(CSV_COLUMNS[module], lines(services, organizationId, module, filter));
}

async function* lines(
  services: Services,
  organizationId: string,
  module: Module,
  filter: QueryFilter<RecordRow>,
): AsyncGenerator<string[]> {
  let batch: RecordRow[] = [];
  for await (const row of rowsOf(services, filter)) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield* await toLines(services, organizationId, module, batch);
    batch = [];
  }
  yield* await toLines(services, organizationId, module, batch);
}

function rowsOf({ db }: Services, filter: QueryFilter<RecordRow>): AsyncIterable<RecordRow> {
  return recordModel(db).find(filter).sort({ titleKey: 1, _id: 1 }).lean<RecordRow[]>().cursor({ batchSize: BATCH });
}

async function toLines(
  services: Services,
  organizationId: string,
  module: Module,
  rows: readonly RecordRow[],
): Promise<string[][]> {
  const byId = await owners.findOwners(
    services,
    organizationId,
    rows.map(({ ownerId }) => ownerId),
  );
  return rows.map(({ fields, ownerId }) => cellsOf(module, fields, byId.get(ownerId)?.loginId ?? ''));
}
