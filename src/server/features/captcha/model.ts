import { type Connection, type Model, Schema } from 'mongoose';

/** A solved challenge that was used; it can't be used again. */
export interface SpentCaptchaRow {
  signature: string;
  expiresAt: Date;
}

const schema = new Schema<SpentCaptchaRow>(
  { signature: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'spent-captchas', versionKey: false },
);
schema.index({ signature: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function spentCaptchaModel(db: Connection): Model<SpentCaptchaRow> {
  return db.model<SpentCaptchaRow>('SpentCaptcha', schema);
}
