import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

export interface SubscriptionRow {
  _id: string;
  organizationId: string;
  bought: number;
  /** Bought minus used; stored on its own, so that taking a seat is one conditional update (MEM-10). */
  free: number;
  /** When approvers were last told that somebody could not join because no seat was free (INV-10). */
  exhaustedToldAt: Date | null;
  /** Counts how often it was held without a change (`holdSeats`). */
  revision: number;
}

const schema = new Schema<SubscriptionRow>(
  {
    organizationId: { type: ID, required: true, unique: true },
    bought: { type: Number, required: true },
    free: { type: Number, required: true },
    exhaustedToldAt: { type: Date, default: null },
    revision: { type: Number, default: 0 },
  },
  { collection: 'subscriptions', versionKey: false },
);

/** The seats at the end of a quarter of an hour in which they changed. */
export interface SeatChangeRow {
  _id: string;
  organizationId: string;
  /** When the quarter began. Midnight is at the end of a quarter in every time zone. */
  quarter: Date;
  bought: number;
  used: number;
}

const changeSchema = new Schema<SeatChangeRow>(
  {
    organizationId: { type: ID, required: true },
    quarter: { type: Date, required: true },
    bought: { type: Number, required: true },
    used: { type: Number, required: true },
  },
  { collection: 'seat-changes', versionKey: false },
);
changeSchema.index({ organizationId: 1, quarter: 1 }, { unique: true });

export function seatChangeModel(db: Connection): Model<SeatChangeRow> {
  return db.model<SeatChangeRow>('SeatChange', changeSchema);
}

export function subscriptionModel(db: Connection): Model<SubscriptionRow> {
  return db.model<SubscriptionRow>('Subscription', schema);
}
