import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/** A request for an account by a person whom a partner's site has sent here. The account is made when the link is opened. */
export interface SignUpRow {
  _id: string;
  /** Id of the request; unique, so that a repeated job makes no second row. */
  wish: string;
  /** Normalized. */
  loginId: string;
  /** Sequence number within the login ID; unique, so concurrent requests get different numbers. */
  number: number;
  fullName: string;
  siteId: string;
  /** The request that the browser was sent here with. */
  requestUid: string;
  /** The account that was made, or that existed already. */
  accountId: string | null;
  status: 'open' | 'used';
  /** Hashes of the links that were mailed. */
  links: string[];
  createdAt: Date;
  expiresAt: Date;
  /** When the row is deleted. Until then a dead link says why it is dead. */
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
