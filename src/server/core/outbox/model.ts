import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';

export interface OutboxRow {
  _id: string;
  organizationId: string | null;
  /** Names the template. */
  kind: string;
  to: { address: string; name: string };
  language: Language;
  /** What the template needs; erased once the mail is out, for it may hold a link's token. */
  data: unknown;
  /** The same key is the same mail. */
  dedupeKey: string;
  status: 'queued' | 'sent' | 'failed';
  attempts: number;
  /** Not sent before this moment. A worker that claims a row sets it to the end of its lease. */
  availableAt: Date;
  createdAt: Date;
  sentAt: Date | null;
}

const schema = new Schema<OutboxRow>(
  {
    organizationId: { type: ID, default: null },
    kind: { type: String, required: true },
    to: { address: { type: String, required: true }, name: { type: String, default: '' } },
    language: { type: String, enum: LANGUAGES, required: true },
    data: { type: Schema.Types.Mixed },
    dedupeKey: { type: String, required: true },
    status: { type: String, enum: ['queued', 'sent', 'failed'], required: true },
    attempts: { type: Number, required: true },
    availableAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    sentAt: { type: Date, default: null },
  },
  { collection: 'outbox', versionKey: false, minimize: false },
);
schema.index({ dedupeKey: 1 }, { unique: true });
schema.index({ status: 1, availableAt: 1 });
schema.index({ 'to.address': 1 });
schema.index({ organizationId: 1 });

export function outboxModel(db: Connection): Model<OutboxRow> {
  return db.model<OutboxRow>('Outbox', schema);
}
