import type { Readable } from 'node:stream';
import { DAY } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type DecimalMark, decimalMarkOf } from '../records/amounts.ts';
import { columnsOf, knownColumns, missingColumn } from './columns.ts';
import { textOf } from './csv-rules.ts';
import { type DayOrder, dayOrderOf } from './days.ts';
import {
  type EarlyRefusal,
  type ImportChunkRow,
  type ImportRow,
  importChunkModel,
  importDayModel,
  importModel,
} from './model.ts';
import { readCsv } from './read-csv.ts';

/** A chunk becomes records in one transaction: at most so many rows, and so many characters. */
const CHUNK_ROWS = 500;
const CHUNK_SIZE = 1024 * 1024;

const MOST_ROWS = 1_000_000;

const KB = 1024;
const MB = 1024 * KB;

/** In bytes: a longer row is refused, and a refused row keeps only its beginning. */
const LONGEST_ROW = 16 * KB;
const KEPT_OF_REFUSED = KB;

/** What an import is known by while its file comes in; a newer attempt to send it has another `uploadId`. */
export type Upload = Pick<ImportRow, '_id' | 'organizationId' | 'memberId' | 'uploadId' | 'module'>;

/** What is known of a file once all of it is here. */
export type Received = Pick<ImportRow, 'rows' | 'decimalMark' | 'dayOrder'>;

/**
 * Stores the rows of a file in chunks, and looks at all of it for how its amounts and days are to be read.
 * @param personsOrder in which days are read that the file says nothing of.
 * @throws Problem as `receiveImport`.
 */
export async function storeRows(
  services: Services,
  upload: Upload,
  { file, personsOrder }: { file: Readable; personsOrder: DayOrder },
): Promise<Received> {
  const { module } = upload;
  const decimalMarks = new Set<DecimalMark>();
  const dayOrders = new Set<DayOrder>();
  let header: string[] | null = null;
  let columns: (string | null)[] = [];
  let chunk: Chunk = emptyChunk(0, 1);
  for await (const row of readCsv(metered(services, upload, file), (names) => knownColumns(module, names))) {
    if (!header) {
      header = row.cells.map((cell) => cell.trim());
      columns = readHeader(module, header, row.line);
      await mark(services, upload, { header, columns });
      continue;
    }
    const refusal = refusalOf(row.cells, header, columns);
    if (refusal) chunk.refusals.push({ place: chunk.rows.length, ...refusal });
    const cells = (refusal ? shortened(row.cells) : row.cells).slice(0, header.length);
    chunk.rows.push(cells);
    chunk.lines.push(row.line);
    chunk.size += cells.reduce((sum, cell) => sum + cell.length, 0);
    for (const [index, field] of columns.entries()) {
      const cell = cells[index] ?? '';
      if (field === 'amount') add(decimalMarks, decimalMarkOf(cell));
      if (field === 'closeDate' || field === 'dueDate') add(dayOrders, dayOrderOf(textOf(cell)));
    }
    if (rowsWith(chunk) > MOST_ROWS) throw tooLarge({ most: MOST_ROWS, unit: 'rows' });
    if (chunk.rows.length === CHUNK_ROWS || chunk.size > CHUNK_SIZE) chunk = await flush(services, upload, chunk);
  }
  if (!header) readHeader(module, [], 1);
  if (chunk.rows.length > 0) chunk = await flush(services, upload, chunk);
  return {
    rows: rowsWith(chunk),
    decimalMark: only(decimalMarks),
    dayOrder: dayOrders.size === 0 ? personsOrder : only(dayOrders),
  };
}

interface Chunk extends Required<Pick<ImportChunkRow, 'number' | 'firstRow' | 'rows' | 'lines' | 'refusals'>> {
  /** In characters. */
  size: number;
}

function emptyChunk(number: number, firstRow: number): Chunk {
  return { number, firstRow, rows: [], lines: [], refusals: [], size: 0 };
}

function rowsWith({ firstRow, rows }: Chunk): number {
  return firstRow - 1 + rows.length;
}

/** Writes a chunk down, and begins the next one. */
async function flush(services: Services, upload: Upload, chunk: Chunk): Promise<Chunk> {
  const { size: _size, ...stored } = chunk;
  const { _id: importId, uploadId, organizationId } = upload;
  const createdAt = services.clock.now();
  const row: ImportChunkRow = { organizationId, importId, uploadId, ...stored, results: null, createdAt };
  await importChunkModel(services.db).insertMany([row], { lean: true });
  const rows = rowsWith(chunk);
  await mark(services, upload, { rows });
  return emptyChunk(chunk.number + 1, rows + 1);
}

/** @throws Problem `validation_failed` without a column from which records have their name. */
function readHeader(module: Upload['module'], header: readonly string[], line: number): (string | null)[] {
  const columns = columnsOf(module, header);
  const field = missingColumn(module, columns);
  if (field === null) return columns;
  const named = header.filter(Boolean).join(', ').slice(0, KEPT_OF_REFUSED);
  throw new Problem('validation_failed', {
    errors: [{ field, code: 'required', message: '' }],
    details: { missingColumn: field, line, columns: named },
  });
}

/** Why a row is refused whatever stands in it; null when it is to be read. */
function refusalOf(
  cells: readonly string[],
  header: readonly string[],
  columns: readonly (string | null)[],
): Omit<EarlyRefusal, 'place'> | null {
  const sizes = cells.map((cell) => Buffer.byteLength(cell));
  if (sizes.reduce((sum, size) => sum + size, 0) > LONGEST_ROW) {
    const longest = sizes.indexOf(Math.max(...sizes));
    return { field: columns[longest] ?? null, code: 'row_too_large', values: { most: `${LONGEST_ROW / KB}` } };
  }
  if (cells.slice(header.length).every((cell) => cell.trim() === '')) return null;
  return { field: null, code: 'too_many_cells', values: { cells: `${cells.length}`, columns: `${header.length}` } };
}

/** The beginning of a row that was refused. */
export function shortened(cells: readonly string[]): string[] {
  let left = KEPT_OF_REFUSED;
  return cells.map((cell) => {
    const { read, written } = new TextEncoder().encodeInto(cell, new Uint8Array(left));
    left = read < cell.length ? 0 : left - written;
    return cell.slice(0, read);
  });
}

function add<T>(set: Set<T>, value: T | null): void {
  if (value !== null) set.add(value);
}

function only<T>(set: ReadonlySet<T>): T | null {
  const [one = null, ...others] = set;
  return others.length === 0 ? one : null;
}

/**
 * The bytes of a file, counted against what a file and a member's day may have, also where it is refused in the end.
 * The file stays open, so that a refusal can be answered.
 */
async function* metered(services: Services, upload: Upload, file: Readable): AsyncGenerator<Uint8Array> {
  const { IMPORT_FILE_MB, IMPORT_DAY_MB } = services.config;
  let size = 0;
  let counted = 0;
  const count = async () => {
    const today = await addToDay(services, upload, size - counted);
    counted = size;
    if (today > IMPORT_DAY_MB * MB) throw new Problem('import_limit', { details: { most: IMPORT_DAY_MB } });
  };
  for await (const bytes of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += bytes.length;
    if (size > IMPORT_FILE_MB * MB) throw tooLarge({ most: IMPORT_FILE_MB, unit: 'megabytes' });
    if (size - counted >= MB) await count();
    yield bytes;
  }
  await count();
}

function tooLarge(details: { most: number; unit: 'rows' | 'megabytes' }): Problem {
  return new Problem('payload_too_large', { details });
}

/** @returns how many bytes the member has sent today, with these. */
async function addToDay({ db, clock }: Services, { organizationId, memberId }: Upload, bytes: number): Promise<number> {
  const now = clock.now();
  const day = new Date(Math.floor(now.getTime() / DAY) * DAY).toISOString().slice(0, 10);
  const row = await importDayModel(db)
    .findOneAndUpdate(
      { organizationId, memberId, day },
      { $inc: { bytes }, $setOnInsert: { createdAt: now } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean();
  return row?.bytes ?? 0;
}

/** @throws Problem `import_taken_over`. */
async function mark({ db, clock }: Services, { _id, uploadId }: Upload, state: Partial<ImportRow>): Promise<void> {
  const { matchedCount } = await importModel(db).updateOne(
    { _id, uploadId },
    { $set: { ...state, heartbeatAt: clock.now() } },
  );
  if (matchedCount === 0) throw new Problem('import_taken_over');
}
