import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { JOIN_REQUEST_STATUSES } from './schemas.ts';

/** A request to join, with what the directory said of the person at the time. */
export interface JoinRequestRow {
  _id: string;
  organizationId: string;
  accountId: string;
  tenantId: string;
  objectId: string;
  /** Normalized. */
  loginId: string;
  fullName: string;
  words: string[];
  jobTitle: string | null;
  department: string | null;
  isGuest: boolean;
  mailTo: string;
  message: string;
  status: (typeof JOIN_REQUEST_STATUSES)[number];
  createdAt: Date;
  /** When approvers were reminded (JOIN-7). */
  remindedAt: Date | null;
  decidedAt: Date | null;
  decidedBy: { accountId: string; fullName: string; loginId: string } | null;
  reason: string | null;
}

const id = { type: ID, required: true };
const text = { type: String, required: true };

const schema = new Schema<JoinRequestRow>(
  {
    organizationId: id,
    accountId: id,
    tenantId: text,
    objectId: text,
    loginId: text,
    fullName: text,
    words: { type: [String], required: true },
    jobTitle: { type: String, default: null },
    department: { type: String, default: null },
    isGuest: { type: Boolean, required: true },
    mailTo: text,
    message: { type: String, default: '' },
    status: { type: String, enum: JOIN_REQUEST_STATUSES, required: true },
    createdAt: { type: Date, required: true },
    remindedAt: { type: Date, default: null },
    decidedAt: { type: Date, default: null },
    decidedBy: {
      type: new Schema({ accountId: ID, fullName: String, loginId: String }, { _id: false }),
      default: null,
    },
    reason: { type: String, default: null },
  },
  { collection: 'join-requests', versionKey: false },
);
// One pending request per person (JOIN-7).
schema.index({ organizationId: 1, accountId: 1 }, { unique: true, partialFilterExpression: { status: 'pending' } });
schema.index({ organizationId: 1, accountId: 1, createdAt: -1 });
schema.index({ accountId: 1 });
schema.index({ organizationId: 1, objectId: 1, status: 1 });
schema.index({ organizationId: 1, createdAt: 1, _id: 1 });
schema.index({ organizationId: 1, status: 1, createdAt: 1, _id: 1 });
schema.index({ organizationId: 1, decidedAt: 1 });
schema.index({ organizationId: 1, words: 1 });
schema.index({ status: 1, remindedAt: 1, createdAt: 1 });

export function joinRequestModel(db: Connection): Model<JoinRequestRow> {
  return db.model<JoinRequestRow>('JoinRequest', schema);
}
