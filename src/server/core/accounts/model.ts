import { type Connection, type Model, Schema } from 'mongoose';
import '../../platform/ids.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import { PREFERENCES_AT_START } from './rules.ts';
import type { Preferences } from './schemas.ts';

/** Why a Microsoft identity can't be used (GONE-2). */
export interface Unavailability {
  kind: 'disabled' | 'deleted';
  noticedAt: Date;
  noticedBy: 'sync' | 'sign-in';
}

export interface AccountRow {
  _id: string;
  /** Normalized (`normalizeLoginId`). */
  loginId: string;
  firstName: string;
  lastName: string;
  /** Set once the person has changed their name themselves: the directory no longer changes it (ACC-1). */
  nameIsOwn: boolean;
  language: Language;
  isGuest: boolean;
  /**
   * The Microsoft identities that open this account, lower case. The account's login ID follows the directory, except
   * for an identity that was linked to it (INV-7).
   */
  identities: {
    tenantId: string;
    objectId: string;
    linkedAt: Date | null;
    /** Null while the person is enabled in the directory. */
    unavailable: Unavailability | null;
  }[];
  preferences: Preferences;
  /** INV-4: set when the person created the account themselves. */
  acceptedTerms: { version: string; at: Date } | null;
  createdAt: Date;
  /** Incremented by `holdAccount`. */
  revision: number;
}

const newsletters = { general: Boolean, productAnnouncements: Boolean, productUpdates: Boolean };

const schema = new Schema<AccountRow>(
  {
    loginId: { type: String, required: true },
    firstName: { type: String, default: '' },
    lastName: { type: String, default: '' },
    nameIsOwn: { type: Boolean, default: false },
    language: { type: String, enum: LANGUAGES, required: true },
    isGuest: { type: Boolean, required: true },
    identities: [
      {
        _id: false,
        tenantId: { type: String, required: true },
        objectId: { type: String, required: true },
        linkedAt: { type: Date, default: null },
        unavailable: {
          type: new Schema<Unavailability>(
            {
              kind: { type: String, enum: ['disabled', 'deleted'], required: true },
              noticedAt: { type: Date, required: true },
              noticedBy: { type: String, enum: ['sync', 'sign-in'], required: true },
            },
            { _id: false },
          ),
          default: null,
        },
      },
    ],
    preferences: {
      type: new Schema<Preferences>(
        { dateFormat: { type: String, default: null }, newsletters, secureConnection: Boolean },
        { _id: false },
      ),
      default: PREFERENCES_AT_START,
    },
    acceptedTerms: { type: new Schema({ version: String, at: Date }, { _id: false }), default: null },
    createdAt: { type: Date, required: true },
    revision: { type: Number, default: 0 },
  },
  { collection: 'accounts', versionKey: false },
);

schema.index({ loginId: 1 }, { unique: true });
// One Microsoft identity opens one account at most (INV-7).
schema.index(
  { 'identities.tenantId': 1, 'identities.objectId': 1 },
  { unique: true, partialFilterExpression: { 'identities.objectId': { $exists: true } } },
);
// The embedded database uses one path of an array in an index: this index finds a person, the other one a tenant.
schema.index({ 'identities.objectId': 1 }, { partialFilterExpression: { 'identities.objectId': { $exists: true } } });

export function accountModel(db: Connection): Model<AccountRow> {
  return db.model<AccountRow>('Account', schema);
}
