import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/**
 * An unfinished closing: the rest of the organization's data has to be deleted, and then its space in the database's
 * files overwritten. It names the organization only until its data is deleted.
 */
export interface ClosingRow {
  _id: string;
  /** The organization's id. Not called `organizationId`, because deleting its data must not delete this document. */
  closedId: string | null;
  tenantId: string | null;
  createdAt: Date;
  /** When a process last reported progress; a closing without a recent heartbeat is resumed. */
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
