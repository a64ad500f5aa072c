import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';

/**
 * An account's membership in an organization. `nameKey` and `words` are derived from the account, to sort and search
 * by.
 */
export interface MemberRow {
  _id: string;
  organizationId: string;
  accountId: string;
  nameKey: string;
  words: string[];
  /** The person in the organization's tenant; null for those who have no Microsoft 365. */
  objectId: string | null;
  status: (typeof MEMBER_STATUSES)[number];
  profileId: string;
  roleId: string;
  joinedAt: Date;
  /** Null while active. */
  deactivatedAt: Date | null;
  /** Incremented by transactions that rely on the member, so that concurrent changes conflict; see `holdActive`. */
  revision: number;
}

const id = { type: ID, required: true };

const schema = new Schema<MemberRow>(
  {
    organizationId: id,
    accountId: id,
    nameKey: { type: String, required: true },
    words: { type: [String], required: true },
    objectId: { type: String, default: null },
    status: { type: String, enum: MEMBER_STATUSES, required: true },
    profileId: id,
    roleId: id,
    joinedAt: { type: Date, required: true },
    deactivatedAt: { type: Date, default: null },
    revision: { type: Number, default: 0 },
  },
  { collection: 'members', versionKey: false },
);
schema.index({ organizationId: 1, accountId: 1 }, { unique: true });
schema.index({ organizationId: 1, objectId: 1 });
schema.index({ organizationId: 1, nameKey: 1, _id: 1 });
schema.index({ organizationId: 1, joinedAt: 1, _id: 1 });
schema.index({ organizationId: 1, status: 1, profileId: 1 });
schema.index({ organizationId: 1, profileId: 1 });
schema.index({ organizationId: 1, roleId: 1 });
schema.index({ organizationId: 1, words: 1 });
schema.index({ accountId: 1 });

export function memberModel(db: Connection): Model<MemberRow> {
  return db.model<MemberRow>('Member', schema);
}
