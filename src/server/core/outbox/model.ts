import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import type { Sent } from './rules.ts';

/**
 * What is wrong with a mail: its address is none, the mailbox of its recipient refuses it, it could not be sent so far, or
 * for so long that it was given up.
 */
export const MAIL_FAILURES = ['address', 'refused', 'delayed', 'gave-up'] as const;
export type MailFailure = (typeof MAIL_FAILURES)[number];

export interface OutboxRow {
  _id: string;
  organizationId: string | null;
  /** Names the template. */
  kind: string;
  to: { address: string; name: string };
  language: Language;
  /** What the template needs; erased once the mail is out. */
  data: unknown;
  /** Mail of a person's security, which goes before all other. */
  urgent: boolean;
  /** The same key is the same mail. */
  dedupeKey: string;
  status: 'queued' | 'sent' | 'failed';
  attempts: number;
  /** Why the last attempt failed, or the mail was given up; null while nothing is wrong. */
  failure: MailFailure | null;
  /** From this moment on it is not tried again. Mails of before version 0.2.0 have none. */
  giveUpAt?: Date;
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
    urgent: { type: Boolean, default: false },
    attempts: { type: Number, required: true },
    failure: { type: String, enum: [...MAIL_FAILURES, null], default: null },
    giveUpAt: { type: Date },
    availableAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    sentAt: { type: Date, default: null },
  },
  { collection: 'outbox', versionKey: false, minimize: false },
);
schema.index({ dedupeKey: 1 }, { unique: true });
schema.index({ status: 1, availableAt: 1 });
schema.index({ status: 1, organizationId: 1, availableAt: 1 });
schema.index({ availableAt: 1 }, { partialFilterExpression: { status: 'queued', urgent: true } });
schema.index({ 'to.address': 1 });
schema.index({ organizationId: 1, status: 1, createdAt: -1, _id: -1 });

export function outboxModel(db: Connection): Model<OutboxRow> {
  return db.model<OutboxRow>('Outbox', schema);
}

/** The mailbox that Foyer sends from, as all processes know it; its `_id` is the address. */
export interface SendingMailboxRow extends Sent {
  _id: string;
  /** Rises with each change, so that two processes don't count the same place twice. */
  revision: number;
  /** Until then nothing is sent. */
  pausedUntil: Date | null;
  /** What the last failed attempt said; null since one succeeded. */
  trouble: string | null;
  /** Failed attempts since the last that succeeded. */
  failures: number;
}

const mailboxSchema = new Schema<SendingMailboxRow>(
  {
    _id: { type: String, required: true },
    revision: { type: Number, required: true },
    pausedUntil: { type: Date, default: null },
    trouble: { type: String, default: null },
    failures: { type: Number, required: true },
    moments: { type: [Date], default: [] },
    hours: { type: [{ _id: false, at: Date, count: Number }], default: [] },
  },
  { collection: 'sending-mailboxes', versionKey: false },
);

export function sendingMailboxModel(db: Connection): Model<SendingMailboxRow> {
  return db.model<SendingMailboxRow>('SendingMailbox', mailboxSchema);
}
