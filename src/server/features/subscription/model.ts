import { type Connection, type Model, Schema, type Types } from 'mongoose';

export interface SubscriptionRow {
  _id: Types.ObjectId;
  organizationId: Types.ObjectId;
  bought: number;
  /** Bought less taken; kept as a number of its own, so that taking a seat is one conditional update (MEM-10). */
  free: number;
  /** When approvers were last told that an acceptance failed for want of a seat (INV-10). */
  exhaustedToldAt: Date | null;
}

const schema = new Schema<SubscriptionRow>(
  {
    organizationId: { type: Schema.Types.ObjectId, required: true, unique: true },
    bought: { type: Number, required: true },
    free: { type: Number, required: true },
    exhaustedToldAt: { type: Date, default: null },
  },
  { collection: 'subscriptions', versionKey: false },
);

export function subscriptionModel(db: Connection): Model<SubscriptionRow> {
  return db.model<SubscriptionRow>('Subscription', schema);
}
