import { type Connection, type Model, Schema, type Types } from 'mongoose';

export interface SecurityQuestionRow {
  accountId: Types.ObjectId;
  question: string;
  /** Argon2id of the folded answer. */
  answerHash: string;
}

const schema = new Schema<SecurityQuestionRow>(
  {
    accountId: { type: Schema.Types.ObjectId, required: true },
    question: { type: String, required: true },
    answerHash: { type: String, required: true },
  },
  { collection: 'security-questions', versionKey: false },
);
schema.index({ accountId: 1 }, { unique: true });

export function securityQuestionModel(db: Connection): Model<SecurityQuestionRow> {
  return db.model<SecurityQuestionRow>('SecurityQuestion', schema);
}
