import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

export interface SecurityQuestionRow {
  accountId: string;
  question: string;
  /** Argon2id of the folded answer. */
  answerHash: string;
}

const schema = new Schema<SecurityQuestionRow>(
  {
    accountId: { type: ID, required: true },
    question: { type: String, required: true },
    answerHash: { type: String, required: true },
  },
  { collection: 'security-questions', versionKey: false },
);
schema.index({ accountId: 1 }, { unique: true });

export function securityQuestionModel(db: Connection): Model<SecurityQuestionRow> {
  return db.model<SecurityQuestionRow>('SecurityQuestion', schema);
}
