import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import {
  MAIL_PROTOCOLS,
  MAIL_SECURITIES,
  MAIL_SHARINGS,
  type MailProtocol,
  type MailSecurity,
  type MailSharing,
} from './schemas.ts';

/** A member's mailbox, as they have set it up. */
export interface MailboxRow {
  _id: string;
  organizationId: string;
  memberId: string;
  address: string;
  protocol: MailProtocol;
  host: string;
  port: number;
  security: MailSecurity;
  userName: string;
  /** Sealed for `mailbox:<_id>`; see `secretContext`. */
  password: string;
  sharing: MailSharing;
  /** MAIL-5: since when it is locked; null while it is not. */
  lockedAt: Date | null;
  savedAt: Date;
  /** MAIL-8: since when its member was deactivated; null once it was saved after that. */
  frozenAt: Date | null;
}

const id = { type: ID, required: true };
const text = { type: String, required: true };

const schema = new Schema<MailboxRow>(
  {
    organizationId: id,
    memberId: id,
    address: text,
    protocol: { type: String, enum: MAIL_PROTOCOLS, required: true },
    host: text,
    port: { type: Number, required: true },
    security: { type: String, enum: MAIL_SECURITIES, required: true },
    userName: text,
    password: text,
    sharing: { type: String, enum: MAIL_SHARINGS, required: true },
    lockedAt: { type: Date, default: null },
    savedAt: { type: Date, required: true },
    frozenAt: { type: Date, default: null },
  },
  { collection: 'mailboxes', versionKey: false },
);
schema.index({ organizationId: 1, memberId: 1 }, { unique: true });

export function mailboxModel(db: Connection): Model<MailboxRow> {
  return db.model<MailboxRow>('Mailbox', schema);
}

/** Where the password of a mailbox belongs: sealed for one, it opens for no other. */
export function secretContext({ _id }: Pick<MailboxRow, '_id'>): string {
  return `mailbox:${_id}`;
}
