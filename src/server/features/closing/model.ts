import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/**
 * A closing that is not finished: what is left of an organization has to go, and then the room that the data took in
 * the database's files has to be overwritten. It names the organization only as long as something of it is there.
 */
export interface ClosingRow {
  _id: string;
  /** The organization; not named as in other collections, for it is none of its data. */
  closedId: string | null;
  tenantId: string | null;
  createdAt: Date;
  /** When somebody last worked at it; one that has been silent is taken up again. */
  heartbeatAt: Date;
}

const schema = new Schema<ClosingRow>(
  {
    closedId: { type: ID, default: null },
    tenantId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    heartbeatAt: { type: Date, required: true },
  },
  { collection: 'closings', versionKey: false },
);
schema.index({ heartbeatAt: 1 });

export function closingModel(db: Connection): Model<ClosingRow> {
  return db.model<ClosingRow>('Closing', schema);
}
