import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';

/**
 * A closing that is not finished: what is left of an organization has to go, and then the room that the data took in
 * the database's files has to be overwritten. It names the organization only as long as something of it is there.
 */
export interface ClosingRow extends LongWorkRow {
  status: 'waiting' | 'running';
  /** The organization; not named as in other collections, for it is none of its data. */
  closedId: string | null;
  tenantId: string | null;
  createdAt: Date;
}

const schema = new Schema<ClosingRow>(
  {
    status: { type: String, enum: ['waiting', 'running'], default: 'waiting' },
    closedId: { type: ID, default: null },
    tenantId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    ...longWorkFields,
  },
  { collection: 'closings', versionKey: false },
);
schema.index(LONG_WORK_INDEX);

export function closingModel(db: Connection): Model<ClosingRow> {
  return db.model<ClosingRow>('Closing', schema);
}
