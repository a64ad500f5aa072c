import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/** The password of an account, in a collection of its own, so that reading accounts never reads a hash. */
export interface PasswordRow {
  accountId: string;
  /** Argon2id in PHC form, with its parameters and its salt. */
  hash: string;
  changedAt: Date;
  /** How many passwords the account has had. */
  version: number;
}

/** Wrong attempts under one key: an account, an address or a known device. */
export interface AttemptsRow {
  _id: string;
  key: string;
  failures: number;
  lastAt: Date;
  notBefore: Date;
  expiresAt: Date;
}

const text = { type: String, required: true };
const moment = { type: Date, required: true };
const accountId = { type: ID, required: true };

const passwordSchema = new Schema<PasswordRow>(
  { accountId, hash: text, changedAt: moment, version: { type: Number, required: true } },
  { collection: 'passwords', versionKey: false },
);
passwordSchema.index({ accountId: 1 }, { unique: true });

const attemptsSchema = new Schema<AttemptsRow>(
  { key: text, failures: { type: Number, required: true }, lastAt: moment, notBefore: moment, expiresAt: moment },
  { collection: 'password-attempts', versionKey: false },
);
attemptsSchema.index({ key: 1 }, { unique: true });
attemptsSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function passwordModel(db: Connection): Model<PasswordRow> {
  return db.model<PasswordRow>('Password', passwordSchema);
}

export function attemptsModel(db: Connection): Model<AttemptsRow> {
  return db.model<AttemptsRow>('PasswordAttempts', attemptsSchema);
}
