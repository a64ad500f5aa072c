import { type Connection, type Model, Schema } from 'mongoose';
import { MODULES, type Module } from '../../core/records/schemas.ts';
import { DAY, SECOND } from '../../platform/clock.ts';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';
import { type Requester, requesterSchema } from '../../platform/requester.ts';
import type { CellRefusal, Reading } from './csv-rules.ts';
import { IMPORT_STATUSES, type Import } from './schemas.ts';

/** How long the rows of a file and what came of them are kept. */
const KEPT_SECONDS = (30 * DAY) / SECOND;

/** A file of records on its way in (REC-1). */
export interface ImportRow extends LongWorkRow, Reading {
  organizationId: string;
  module: Module;
  /** The caller's own name for it. */
  key: string;
  /** The member who imports, and owns what no other owner is named for. */
  memberId: string;
  requestedBy: Requester;
  /** Of the newest attempt to send the file; chunks of others are dead. */
  uploadId: string;
  header: string[];
  /** The field of each column; null for one that means nothing here. */
  columns: (string | null)[];
  status: Import['status'];
  rows: number;
  nextChunk: number;
  processed: number;
  created: number;
  refused: number;
  /** The first of the rows that were refused. */
  firstRefused: RefusedRow[];
  /** Why it stopped; null unless `failed`. */
  problem: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** What came of one row: the new record, or why there is none. */
export interface RowResult extends Partial<Pick<CellRefusal, 'values'>> {
  recordId: string | null;
  field: string | null;
  code: string | null;
}

/** A row that became no record. `row` counts without the header, `line` as an editor does. */
export interface RefusedRow extends CellRefusal {
  row: number;
  line: number | null;
  field: string | null;
}

/** What was refused while the file was read, by the place of its row in the chunk. */
export interface EarlyRefusal extends CellRefusal {
  place: number;
  field: string | null;
}

/** Some rows of a file, in their order, and what came of them once they were read. */
export interface ImportChunkRow {
  organizationId: string;
  importId: string;
  uploadId: string;
  number: number;
  /** Number of the first row, from 1, the header not counted. */
  firstRow: number;
  rows: string[][];
  /** On which each row begins; missing in chunks of earlier versions. */
  lines?: number[];
  refusals?: EarlyRefusal[];
  results: RowResult[] | null;
  createdAt: Date;
}

const id = { type: ID, required: true };
const count = { type: Number, default: 0 };
const text = { type: String, required: true };

const schema = new Schema<ImportRow>(
  {
    organizationId: id,
    module: { type: String, enum: MODULES, required: true },
    key: text,
    memberId: id,
    requestedBy: { type: requesterSchema, required: true },
    uploadId: text,
    header: { type: [String], default: [] },
    columns: { type: [Schema.Types.Mixed], default: [] },
    decimalMark: { type: String, default: null },
    dayOrder: { type: String, default: null },
    status: { type: String, enum: IMPORT_STATUSES, required: true },
    rows: count,
    nextChunk: count,
    processed: count,
    created: count,
    refused: count,
    firstRefused: { type: Schema.Types.Mixed, default: [] },
    problem: { type: String, default: null },
    createdAt: { type: Date, required: true },
    finishedAt: { type: Date, default: null },
    ...longWorkFields,
  },
  { collection: 'record-imports', versionKey: false },
);
schema.index({ organizationId: 1, memberId: 1, module: 1, key: 1 }, { unique: true });
schema.index(LONG_WORK_INDEX);
schema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const chunkSchema = new Schema<ImportChunkRow>(
  {
    organizationId: id,
    importId: id,
    uploadId: text,
    number: { type: Number, required: true },
    firstRow: { type: Number, required: true },
    rows: { type: [[String]], required: true },
    lines: [Number],
    refusals: Schema.Types.Mixed,
    results: { type: Schema.Types.Mixed, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'record-import-chunks', versionKey: false },
);
chunkSchema.index({ importId: 1, uploadId: 1, number: 1 }, { unique: true });
chunkSchema.index({ organizationId: 1 });
chunkSchema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** What a member has sent on one day, refused files too. */
interface ImportDayRow {
  organizationId: string;
  memberId: string;
  /** ISO 8601, in UTC. */
  day: string;
  bytes: number;
  createdAt: Date;
}

const daySchema = new Schema<ImportDayRow>(
  {
    organizationId: id,
    memberId: id,
    day: text,
    bytes: count,
    createdAt: { type: Date, required: true },
  },
  { collection: 'record-import-days', versionKey: false },
);
daySchema.index({ organizationId: 1, memberId: 1, day: 1 }, { unique: true });
daySchema.index({ createdAt: 1 }, { expireAfterSeconds: (2 * DAY) / SECOND });

export function importModel(db: Connection): Model<ImportRow> {
  return db.model<ImportRow>('RecordImport', schema);
}

export function importChunkModel(db: Connection): Model<ImportChunkRow> {
  return db.model<ImportChunkRow>('RecordImportChunk', chunkSchema);
}

export function importDayModel(db: Connection): Model<ImportDayRow> {
  return db.model<ImportDayRow>('RecordImportDay', daySchema);
}
