import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/** A forgotten password that somebody wants to replace (ACC-3). */
export interface PasswordResetRow {
  _id: string;
  accountId: string;
  /** Names the wish that it came from, so that a repeated job makes no second one. */
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
  /** A dead link can say why until then. */
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
