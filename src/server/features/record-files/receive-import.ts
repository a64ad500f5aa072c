import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import * as audit from '../../core/audit/service.ts';
import type { Module } from '../../core/records/schemas.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { unclaimed } from '../../platform/long-work-run.ts';
import { Problem } from '../../platform/problem.ts';
import { requesterOf } from '../../platform/requester.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type DecimalMark, decimalMarkOf } from '../records/amounts.ts';
import { columnsOf, REQUIRED_COLUMN } from './csv-rules.ts';
import { findImport, presentImport } from './imports.ts';
import { type ImportRow, importChunkModel, importModel } from './model.ts';
import { readCsv } from './read-csv.ts';
import { imports } from './run-import.ts';
import type { Import } from './schemas.ts';

/** A chunk becomes records in one transaction: at most so many rows, and so many characters. */
const CHUNK_ROWS = 500;
const CHUNK_SIZE = 1024 * 1024;

const MOST_ROWS = 1_000_000;

/**
 * REC-1: takes a file of records in, chunk by chunk, and has it imported in the background. The same key again gives
 * the same import, which resumes where it failed; a file that was cut off on its way begins anew, and nothing of it has become a record before.
 * @throws Problem `malformed_csv`, `validation_failed` without the one column that each record needs,
 *   `payload_too_large`, `import_interrupted`, `import_taken_over` when the same file is being sent by another call.
 */
export async function receiveImport(
  services: Services,
  { actor }: Authorized<'record.import'>,
  module: Module,
  { key, file }: { key: string; file: Readable },
): Promise<Import> {
  const upload = await claim(services, actor, module, key);
  if (!upload) {
    const row = await findImport(services, actor, { module, key });
    if (row.status === 'failed') await withTransaction(services, (tx) => startAgain(tx, actor, row));
    return presentImport(services, await findImport(services, actor, { module, key }));
  }
  try {
    const received = await store(services, upload, file);
    await withTransaction(services, (tx) => complete(tx, actor, upload, received));
  } catch (error) {
    if (error instanceof Problem) await forget(services, upload);
    // Whoever sent it has hung up; what has arrived waits to be sent again.
    if (!(error instanceof Problem) && file.destroyed) throw new Problem('import_interrupted', { cause: error });
    throw error;
  }
  return presentImport(services, await findImport(services, actor, { module, key }));
}

/** Makes this call the one that sends the file; null when the file is here already. */
async function claim(
  services: Services,
  actor: MemberActor,
  module: Module,
  key: string,
): Promise<Pick<ImportRow, '_id' | 'organizationId' | 'uploadId' | 'module'> | null> {
  const { db, clock } = services;
  const organizationId = actor.organization.id;
  const now = clock.now();
  const name = { organizationId, memberId: actor.member.id, module, key };
  await importModel(db).updateOne(
    name,
    {
      $setOnInsert: {
        status: 'receiving',
        createdAt: now,
        heartbeatAt: now,
        uploadId: '',
        requestedBy: requesterOf(actor),
      },
    },
    { upsert: true },
  );
  const uploadId = randomUUID();
  const row = await importModel(db)
    .findOneAndUpdate({ ...name, status: 'receiving' }, { $set: { uploadId, rows: 0 } }, { returnDocument: 'after' })
    .lean<ImportRow>();
  if (!row) return null;
  await importChunkModel(db).deleteMany({ importId: row._id, uploadId: { $ne: uploadId } });
  return row;
}

/** What is known of a file once all of it is here. */
type Received = Pick<ImportRow, 'rows' | 'decimalMark'>;

async function store(
  services: Services,
  upload: Pick<ImportRow, '_id' | 'organizationId' | 'uploadId' | 'module'>,
  file: Readable,
): Promise<Received> {
  const { db, clock } = services;
  const { _id: importId, uploadId, organizationId } = upload;
  let header: string[] | null = null;
  let chunk: string[][] = [];
  let size = 0;
  let rows = 0;
  let number = 0;
  let amountAt = -1;
  const decimalMarks = new Set<DecimalMark>();
  const flush = async () => {
    if (chunk.length === 0) return;
    const firstRow = rows - chunk.length + 1;
    const row = {
      organizationId,
      importId,
      uploadId,
      number,
      firstRow,
      rows: chunk,
      results: null,
      createdAt: clock.now(),
    };
    await importChunkModel(db).insertMany([row], { lean: true });
    await mark(services, upload, { rows });
    number += 1;
    chunk = [];
    size = 0;
  };
  for await (const cells of readCsv(file)) {
    if (!header) {
      header = cells;
      const columns = readHeader(upload.module, header);
      amountAt = columns.indexOf('amount');
      await mark(services, upload, { header, columns });
      continue;
    }
    chunk.push(cells.slice(0, header.length));
    size += cells.reduce((sum, cell) => sum + cell.length, 0);
    rows += 1;
    const decimalMark = decimalMarkOf(cells[amountAt] ?? '');
    if (decimalMark) decimalMarks.add(decimalMark);
    if (rows > MOST_ROWS) throw new Problem('payload_too_large');
    if (chunk.length === CHUNK_ROWS || size > CHUNK_SIZE) await flush();
  }
  if (!header) readHeader(upload.module, []);
  await flush();
  const [decimalMark = null, ...others] = decimalMarks;
  return { rows, decimalMark: others.length === 0 ? decimalMark : null };
}

function readHeader(module: Module, header: string[]): (string | null)[] {
  const columns = columnsOf(module, header);
  const field = REQUIRED_COLUMN[module];
  if (columns.includes(field)) return columns;
  throw new Problem('validation_failed', { errors: [{ field, code: 'required', message: '' }] });
}

/** @throws Problem `import_taken_over`. */
async function mark(
  { db, clock }: Services,
  { _id, uploadId }: Pick<ImportRow, '_id' | 'uploadId'>,
  state: Partial<ImportRow>,
): Promise<void> {
  const { matchedCount } = await importModel(db).updateOne(
    { _id, uploadId },
    { $set: { ...state, heartbeatAt: clock.now() } },
  );
  if (matchedCount === 0) throw new Problem('import_taken_over');
}

async function complete(
  tx: Tx,
  actor: MemberActor,
  { _id, uploadId, module }: Pick<ImportRow, '_id' | 'uploadId' | 'module'>,
  { rows, decimalMark }: Received,
): Promise<void> {
  const { matchedCount } = await importModel(tx.db).updateOne(
    { _id, uploadId, status: 'receiving' },
    { $set: { status: 'waiting', rows, decimalMark, ...unclaimed(tx.clock) } },
    { session: tx.transaction },
  );
  if (matchedCount === 0) throw new Problem('import_taken_over');
  await queue(tx, actor, { _id, module, rows });
}

/** An import that was given up has its rows still, and resumes behind those that became records. */
async function startAgain(tx: Tx, actor: MemberActor, row: ImportRow): Promise<void> {
  const { matchedCount } = await importModel(tx.db).updateOne(
    { _id: row._id, status: 'failed' },
    { $set: { status: 'waiting', problem: null, finishedAt: null, ...unclaimed(tx.clock) } },
    { session: tx.transaction },
  );
  if (matchedCount === 1) await queue(tx, actor, row);
}

async function queue(tx: Tx, actor: MemberActor, row: Pick<ImportRow, '_id' | 'module' | 'rows'>): Promise<void> {
  const { _id: id, module, rows } = row;
  await audit.record(tx, {
    actor,
    organizationId: actor.organization.id,
    action: 'record.import',
    target: { kind: module, id, label: '' },
    details: { rows },
  });
  imports.queue(tx, id);
}

/** A file that was refused leaves nothing behind. */
async function forget({ db }: Services, { _id, uploadId }: Pick<ImportRow, '_id' | 'uploadId'>): Promise<void> {
  await importModel(db).deleteOne({ _id, uploadId, status: 'receiving' });
  await importChunkModel(db).deleteMany({ importId: _id, uploadId });
}
