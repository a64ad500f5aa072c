import { type Connection, type Model, Schema, type Types } from 'mongoose';

/** The password of an account, apart from it: whoever reads accounts reads no hash. */
export interface PasswordRow {
  accountId: Types.ObjectId;
  /** Argon2id in PHC form, with its parameters and its salt. */
  hash: string;
  changedAt: Date;
  /** How many passwords the account has had. */
  version: number;
}

/** A browser from which somebody has signed in to an account with its password. */
export interface KnownDeviceRow {
  tokenHash: string;
  accountId: Types.ObjectId;
  expiresAt: Date;
}

/** Wrong attempts under one key: an account, an address or a known device. */
export interface AttemptsRow {
  _id: Types.ObjectId;
  key: string;
  failures: number;
  notBefore: Date;
  expiresAt: Date;
}

const text = { type: String, required: true };
const moment = { type: Date, required: true };
const accountId = { type: Schema.Types.ObjectId, required: true };
const untilExpiry = { expireAfterSeconds: 0 };

const passwordSchema = new Schema<PasswordRow>(
  { accountId, hash: text, changedAt: moment, version: { type: Number, required: true } },
  { collection: 'passwords', versionKey: false },
);
passwordSchema.index({ accountId: 1 }, { unique: true });

const deviceSchema = new Schema<KnownDeviceRow>(
  { tokenHash: text, accountId, expiresAt: moment },
  { collection: 'known-devices', versionKey: false },
);
deviceSchema.index({ tokenHash: 1, accountId: 1 }, { unique: true });
deviceSchema.index({ accountId: 1 });
deviceSchema.index({ expiresAt: 1 }, untilExpiry);

const attemptsSchema = new Schema<AttemptsRow>(
  { key: text, failures: { type: Number, required: true }, notBefore: moment, expiresAt: moment },
  { collection: 'password-attempts', versionKey: false },
);
attemptsSchema.index({ key: 1 }, { unique: true });
attemptsSchema.index({ expiresAt: 1 }, untilExpiry);

export function passwordModel(db: Connection): Model<PasswordRow> {
  return db.model<PasswordRow>('Password', passwordSchema);
}

export function knownDeviceModel(db: Connection): Model<KnownDeviceRow> {
  return db.model<KnownDeviceRow>('KnownDevice', deviceSchema);
}

export function attemptsModel(db: Connection): Model<AttemptsRow> {
  return db.model<AttemptsRow>('PasswordAttempts', attemptsSchema);
}
