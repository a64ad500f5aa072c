import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import type { Correspondent } from './schemas.ts';

/** A message that is kept for the records that it is tied to. Its source is in `mail-sources`, under the same id. */
export interface MessageRow {
  _id: string;
  organizationId: string;
  mailboxId: string;
  memberId: string;
  recordIds: string[];
  /** No record has it any more: it is removed soon. */
  orphan: true | null;
  /** Its name on the server: what was kept once is not kept again. */
  uidKey: string;
  /** What it is, whatever the server calls it: the same message under another name is not kept again. */
  identity: string;
  /** When it was written, as far as that can be believed; when it was kept where it is undated. */
  at: Date;
  /** It gives no date that can be read and believed. */
  undated: boolean;
  subject: string;
  from: Correspondent[];
  to: Correspondent[];
  cc: Correspondent[];
  preview: string;
  /** Folded, what a search can begin with. */
  words: string[];
  attachments: AttachmentEntry[];
  /** Number of the last part that has to do with its text; null where an earlier version has kept it. */
  lastText?: number | null;
  size: number;
  /** The account of whoever asked for the backup. */
  keptBy: string;
  keptAt: Date;
}

/** An attachment is read out of the source when somebody wants it. */
export interface AttachmentEntry {
  /** Its place among the parts of the message. */
  number: number;
  name: string;
  contentType: string;
  size: number;
  /** Without angle brackets; null where the text can't refer to it. */
  contentId: string | null;
  inline: boolean;
}

const id = { type: ID, required: true };
const text = { type: String, default: '' };
const people = { type: [{ _id: false, name: text, address: text }], required: true };

const schema = new Schema<MessageRow>(
  {
    organizationId: id,
    mailboxId: id,
    memberId: id,
    recordIds: { type: [ID], required: true },
    orphan: { type: Boolean, default: null },
    uidKey: { type: String, required: true },
    identity: { type: String, required: true },
    at: { type: Date, required: true },
    undated: { type: Boolean, default: false },
    subject: text,
    from: people,
    to: people,
    cc: people,
    preview: text,
    words: { type: [String], required: true },
    attachments: {
      type: [
        {
          _id: false,
          number: Number,
          name: text,
          contentType: text,
          size: Number,
          contentId: { type: String, default: null },
          inline: Boolean,
        },
      ],
      required: true,
    },
    lastText: { type: Number, default: null },
    size: { type: Number, required: true },
    keptBy: id,
    keptAt: { type: Date, required: true },
  },
  { collection: 'mail-messages', versionKey: false },
);
schema.index({ organizationId: 1, mailboxId: 1, uidKey: 1 }, { unique: true });
schema.index({ organizationId: 1, mailboxId: 1, identity: 1 }, { unique: true });
schema.index({ organizationId: 1, recordIds: 1, at: 1, _id: 1 });
schema.index({ organizationId: 1, _id: 1 });
schema.index({ orphan: 1 }, { partialFilterExpression: { orphan: true } });

export function messageModel(db: Connection): Model<MessageRow> {
  return db.model<MessageRow>('MailMessage', schema);
}
