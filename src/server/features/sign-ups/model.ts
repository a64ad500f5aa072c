import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/** Somebody whom a partner's site has sent here, and who wants an account. Nothing is theirs until the link is opened. */
export interface SignUpRow {
  _id: string;
  /** Names the wish that it came from, so that a repeated job makes no second one. */
  wish: string;
  /** Normalized. */
  loginId: string;
  /** The how-manieth of its login ID: two at once can't be the same one. */
  number: number;
  fullName: string;
  siteId: string;
  /** The request that the browser was sent here with. */
  requestUid: string;
  /** Of the account that was made, or that there was. */
  accountId: string | null;
  status: 'open' | 'used';
  /** Hashes of the links that were mailed. */
  links: string[];
  createdAt: Date;
  expiresAt: Date;
  /** A dead link can say why until then. */
  forgottenAt: Date;
}

const text = { type: String, required: true };
const moment = { type: Date, required: true };

const schema = new Schema<SignUpRow>(
  {
    wish: text,
    loginId: text,
    number: { type: Number, required: true },
    fullName: text,
    siteId: { type: ID, required: true },
    requestUid: text,
    accountId: { type: ID, default: null },
    status: { type: String, enum: ['open', 'used'], required: true },
    links: { type: [String], default: [] },
    createdAt: moment,
    expiresAt: moment,
    forgottenAt: moment,
  },
  { collection: 'sign-ups', versionKey: false },
);
schema.index({ wish: 1 }, { unique: true });
schema.index({ links: 1 });
schema.index({ accountId: 1 });
schema.index({ loginId: 1, number: -1 }, { unique: true });
schema.index({ forgottenAt: 1 }, { expireAfterSeconds: 0 });

export function signUpModel(db: Connection): Model<SignUpRow> {
  return db.model<SignUpRow>('SignUp', schema);
}
