import { type Connection, type Model, Schema } from 'mongoose';
import { MODULES, type Module } from '../../core/records/schemas.ts';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';
import { id, type Requester, requesterSchema } from '../../platform/requester.ts';
import { TRANSFER_STATUSES, type TransferStatus } from './schemas.ts';

/** Records on their way from one owner to others (REC-3). */
export interface TransferRow extends LongWorkRow {
  organizationId: string;
  fromId: string;
  /** The new owner for each kind of record that is handed over. */
  targets: { module: Module; ownerId: string }[];
  /** Only these records; null for all of the kinds. */
  ids: string[] | null;
  status: TransferStatus;
  /** How many records there were at the beginning. */
  total: number;
  moved: number;
  restored: number;
  /** Why it stopped; null unless `failed`. */
  problem: string | null;
  requestedBy: Requester;
  undoneBy: Requester | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const schema = new Schema<TransferRow>(
  {
    organizationId: id,
    fromId: id,
    targets: { type: [{ _id: false, module: { type: String, enum: MODULES }, ownerId: id }], required: true },
    ids: { type: [ID], default: null },
    status: { type: String, enum: TRANSFER_STATUSES, required: true },
    total: { type: Number, required: true },
    moved: { type: Number, default: 0 },
    restored: { type: Number, default: 0 },
    problem: { type: String, default: null },
    requestedBy: { type: requesterSchema, required: true },
    undoneBy: { type: requesterSchema, default: null },
    createdAt: { type: Date, required: true },
    finishedAt: { type: Date, default: null },
    ...longWorkFields,
  },
  { collection: 'record-transfers', versionKey: false },
);
schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
schema.index({ organizationId: 1, fromId: 1, createdAt: 1, _id: 1 });
schema.index(LONG_WORK_INDEX);

export function transferModel(db: Connection): Model<TransferRow> {
  return db.model<TransferRow>('RecordTransfer', schema);
}
