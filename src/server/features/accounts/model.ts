import { type Connection, type Model, Schema, type Types } from 'mongoose';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';

export interface AccountRow {
  _id: Types.ObjectId;
  /** Normalized (`normalizeLoginId`). */
  loginId: string;
  firstName: string;
  lastName: string;
  language: Language;
  isGuest: boolean;
  /** The Microsoft identities that open this account, lower case. */
  identities: { tenantId: string; objectId: string }[];
  createdAt: Date;
}

const schema = new Schema<AccountRow>(
  {
    loginId: { type: String, required: true },
    firstName: { type: String, default: '' },
    lastName: { type: String, default: '' },
    language: { type: String, enum: LANGUAGES, required: true },
    isGuest: { type: Boolean, required: true },
    identities: [
      { _id: false, tenantId: { type: String, required: true }, objectId: { type: String, required: true } },
    ],
    createdAt: { type: Date, required: true },
  },
  { collection: 'accounts', versionKey: false },
);

schema.index({ loginId: 1 }, { unique: true });
// One Microsoft identity opens one account at most (INV-7).
schema.index(
  { 'identities.tenantId': 1, 'identities.objectId': 1 },
  { unique: true, partialFilterExpression: { 'identities.objectId': { $exists: true } } },
);

export function accountModel(db: Connection): Model<AccountRow> {
  return db.model<AccountRow>('Account', schema);
}
