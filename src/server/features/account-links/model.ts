import { type Connection, type Model, Schema } from 'mongoose';

/**
 * A sign-in with Microsoft by a person whose login ID belongs to an account with a password. They get a session once
 * they have proved that the account is theirs (INV-6).
 */
export interface LinkOfferRow {
  tokenHash: string;
  /** `tid` and `oid` of the sign-in, lower case. */
  identity: { tenantId: string; objectId: string };
  /** Of the person in the directory, and of the account; normalized. */
  loginId: string;
  isGuest: boolean;
  expiresAt: Date;
}

const text = { type: String, required: true };

const schema = new Schema<LinkOfferRow>(
  {
    tokenHash: text,
    identity: { type: new Schema({ tenantId: text, objectId: text }, { _id: false }), required: true },
    loginId: text,
    isGuest: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'link-offers', versionKey: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function linkOfferModel(db: Connection): Model<LinkOfferRow> {
  return db.model<LinkOfferRow>('LinkOffer', schema);
}
