import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/** A request to replace a forgotten password (ACC-3). */
export interface PasswordResetRow {
  _id: string;
  accountId: string;
  /** Id of the request; unique, so that a repeated job makes no second row. */
  wish: string;
  /** The version of the password that it may replace; null when the account has none. */
  passwordVersion: number | null;
  status: 'open' | 'used' | 'ended';
  /** ACC-4. */
  wrongAnswers: number;
  /** Hashes of the links that were mailed. */
  links: string[];
  createdAt: Date;
  expiresAt: Date;
  /** When the row is deleted. Until then a dead link says why it is dead. */
  forgottenAt: Date;
}

const id = { type: ID, required: true };
const moment = { type: Date, required: true };

const schema = new Schema<PasswordResetRow>(
  {
    accountId: id,
    wish: { type: String, required: true },
    passwordVersion: { type: Number, default: null },
    status: { type: String, enum: ['open', 'used', 'ended'], required: true },
    wrongAnswers: { type: Number, required: true },
    links: { type: [String], default: [] },
    createdAt: moment,
    expiresAt: moment,
    forgottenAt: moment,
  },
  { collection: 'password-resets', versionKey: false },
);
schema.index({ wish: 1 }, { unique: true });
schema.index({ links: 1 });
schema.index({ accountId: 1, createdAt: 1 });
schema.index({ forgottenAt: 1 }, { expireAfterSeconds: 0 });

export function passwordResetModel(db: Connection): Model<PasswordResetRow> {
  return db.model<PasswordResetRow>('PasswordReset', schema);
}
