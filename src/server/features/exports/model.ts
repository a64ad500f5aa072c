import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';
import { EXPORT_STATUSES, type ExportStatus } from './schemas.ts';

/** Whose data are exported: an organization's (ORG-2) or a person's own (ACC-8). The other one is null. */
export interface ExportOwner {
  organizationId: string | null;
  accountId: string | null;
}

/** All data of somebody on their way into one ZIP file, or there. */
export interface ExportRow extends ExportOwner, LongWorkRow {
  status: ExportStatus;
  /** While it is being made: of one owner, one at a time. */
  isOpen: boolean;
  /** Why it was given up; null unless `failed`. */
  problem: string | null;
  /** Which run makes the file, or has made it; parts of others are dead. */
  runId: string | null;
  /** Documents that the file has, and will have. */
  done: number;
  total: number;
  /** Bytes and parts of the finished file. */
  size: number;
  parts: number;
  createdAt: Date;
  finishedAt: Date | null;
  /** The file is kept until then. */
  expiresAt: Date;
}

/** A part of the file. It is kept in the database, so that every process can hand it out and it goes with its owner. */
export interface ExportPartRow extends ExportOwner {
  exportId: string;
  runId: string;
  number: number;
  bytes: Buffer;
  expiresAt: Date;
}

const ownerId = { type: ID, default: null };
const moment = { type: Date, required: true };
const count = { type: Number, default: 0 };
const untilExpiry = { expireAfterSeconds: 0 };

const schema = new Schema<ExportRow>(
  {
    organizationId: ownerId,
    accountId: ownerId,
    status: { type: String, enum: EXPORT_STATUSES, required: true },
    isOpen: { type: Boolean, required: true },
    problem: { type: String, default: null },
    done: count,
    total: count,
    size: count,
    parts: count,
    createdAt: moment,
    finishedAt: { type: Date, default: null },
    expiresAt: moment,
    ...longWorkFields,
  },
  { collection: 'exports', versionKey: false },
);
schema.index({ organizationId: 1, accountId: 1 }, { unique: true, partialFilterExpression: { isOpen: true } });
schema.index({ organizationId: 1, createdAt: -1 });
schema.index({ accountId: 1, createdAt: -1 });
schema.index(LONG_WORK_INDEX);
schema.index({ expiresAt: 1 }, untilExpiry);

const partSchema = new Schema<ExportPartRow>(
  {
    organizationId: ownerId,
    accountId: ownerId,
    exportId: { type: ID, required: true },
    runId: { type: String, required: true },
    number: { type: Number, required: true },
    bytes: { type: Buffer, required: true },
    expiresAt: moment,
  },
  { collection: 'export-parts', versionKey: false },
);
partSchema.index({ exportId: 1, runId: 1, number: 1 }, { unique: true });
partSchema.index({ organizationId: 1 });
partSchema.index({ accountId: 1 });
partSchema.index({ expiresAt: 1 }, untilExpiry);

export function exportModel(db: Connection): Model<ExportRow> {
  return db.model<ExportRow>('Export', schema);
}

export function exportPartModel(db: Connection): Model<ExportPartRow> {
  return db.model<ExportPartRow>('ExportPart', partSchema);
}
