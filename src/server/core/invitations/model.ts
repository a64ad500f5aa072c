import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import { INVITATION_STATUSES } from './schemas.ts';

export interface InvitationRow {
  _id: string;
  organizationId: string;
  kind: 'microsoft' | 'email';
  /** Normalized. */
  loginId: string;
  fullName: string;
  nameKey: string;
  words: string[];
  /** Of an invitation of Microsoft 365; null for one by e-mail. */
  tenantId: string | null;
  objectId: string | null;
  mailTo: string;
  language: Language;
  profileId: string;
  roleId: string;
  invitedBy: { accountId: string; fullName: string; loginId: string };
  status: (typeof INVITATION_STATUSES)[number];
  createdAt: Date;
  expiresAt: Date;
  /** How many mails the invitation has had, the first one included. Only the links of the last one work (INV-8). */
  sending: number;
  /** The latest moments at which it was sent again. */
  resentAt: Date[];
  /** Hashes of the links that were mailed, with the mail they were in. */
  links: { hash: string; sending: number }[];
  /** INV-7: when the invited person linked their Microsoft identity to another account instead of accepting. */
  otherAccountAt: Date | null;
  /** INV-4. */
  accepted: { at: Date; accountId: string; termsVersion: string } | null;
}

const id = { type: ID, required: true };
const text = { type: String, required: true };

const schema = new Schema<InvitationRow>(
  {
    organizationId: id,
    kind: { type: String, enum: ['microsoft', 'email'], required: true },
    loginId: text,
    fullName: text,
    nameKey: text,
    words: { type: [String], required: true },
    tenantId: { type: String, default: null },
    objectId: { type: String, default: null },
    mailTo: text,
    language: { type: String, enum: LANGUAGES, required: true },
    profileId: id,
    roleId: id,
    invitedBy: { accountId: id, fullName: text, loginId: text },
    status: { type: String, enum: INVITATION_STATUSES, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    sending: { type: Number, required: true },
    resentAt: { type: [Date], default: [] },
    links: { type: [{ _id: false, hash: text, sending: { type: Number, required: true } }], default: [] },
    otherAccountAt: { type: Date, default: null },
    accepted: {
      type: new Schema({ at: Date, accountId: ID, termsVersion: String }, { _id: false }),
      default: null,
    },
  },
  { collection: 'invitations', versionKey: false },
);
// One open invitation per person, by login ID and by object ID.
schema.index({ organizationId: 1, loginId: 1 }, { unique: true, partialFilterExpression: { status: 'pending' } });
schema.index(
  { organizationId: 1, objectId: 1 },
  { unique: true, partialFilterExpression: { status: 'pending', objectId: { $type: 'string' } } },
);
schema.index({ 'links.hash': 1 });
schema.index({ organizationId: 1, createdAt: -1, _id: -1 });
schema.index({ organizationId: 1, status: 1, createdAt: -1, _id: -1 });
// Counts open invitations by the index alone.
schema.index({ organizationId: 1, status: 1, expiresAt: 1 });
schema.index({ organizationId: 1, words: 1 });
schema.index({ loginId: 1, status: 1 });
schema.index({ organizationId: 1, objectId: 1, createdAt: 1 });
schema.index({ status: 1, expiresAt: 1 });

export function invitationModel(db: Connection): Model<InvitationRow> {
  return db.model<InvitationRow>('Invitation', schema);
}
