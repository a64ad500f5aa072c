import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';

/** A person of the tenant, as Microsoft Graph last told of them. */
export interface DirectoryUserRow {
  organizationId: string;
  objectId: string;
  /** Normalized. */
  loginId: string;
  fullName: string;
  /** The folded name: the order of every list. */
  nameKey: string;
  /** What a search can begin with: see `searchWords` and `SearchIndex`. */
  words: string[];
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
  language: Language | null;
  isGuest: boolean;
  isEnabled: boolean;
  /** Which full reading of the directory saw the person last; those that the newest did not see are swept away. */
  generation: number;
}

/** How the mirror of an organization's directory stands. */
export interface DirectorySyncRow extends LongWorkRow {
  organizationId: string;
  tenantId: string;
  status: 'never' | 'running' | 'done' | 'failed';
  /** Of the run that goes on, or the last one. */
  usersRead: number;
  /** How many people the mirror holds. */
  people: number;
  /** Goes up with every change of the mirror. */
  version: number;
  finishedAt: Date | null;
  /** Graph's delta link, or the next link of a run that was cut off; null for everybody from the beginning. */
  link: string | null;
  generation: number;
  /** Object IDs of people whose entries could not be read, at most `MOST_LEFT_OUT`; empty for an entry without an ID. */
  leftOut: string[];
  /** Whether the accounts are in line with the mirror; see `followDirectory`. */
  isFollowed: boolean;
  /** GONE-6: how many members the last reading would have shut out, had it been believed. */
  heldLeavers: number;
  /** GONE-6: an administrator has said that they have really left. */
  leaversAccepted: boolean;
  /** Whether the reading under way, or cut off, goes through everybody, so that the others are swept at its end. */
  isFullRead: boolean;
  /** The tenant's verified domains, lower case, and when they were last read; null before. */
  domains: string[] | null;
  domainsReadAt: Date | null;
}

const userSchema = new Schema<DirectoryUserRow>(
  {
    organizationId: { type: ID, required: true },
    objectId: { type: String, required: true },
    loginId: { type: String, required: true },
    fullName: { type: String, required: true },
    nameKey: { type: String, required: true },
    words: { type: [String], required: true },
    mail: { type: String, default: null },
    jobTitle: { type: String, default: null },
    department: { type: String, default: null },
    language: { type: String, enum: [...LANGUAGES, null], default: null },
    isGuest: { type: Boolean, required: true },
    isEnabled: { type: Boolean, required: true },
    generation: { type: Number, required: true },
  },
  { collection: 'directory-users', versionKey: false },
);
userSchema.index({ organizationId: 1, objectId: 1 }, { unique: true });
userSchema.index({ organizationId: 1, nameKey: 1, objectId: 1 });

const syncSchema = new Schema<DirectorySyncRow>(
  {
    organizationId: { type: ID, required: true, unique: true },
    tenantId: { type: String, required: true },
    status: { type: String, enum: ['never', 'running', 'done', 'failed'], default: 'never' },
    usersRead: { type: Number, default: 0 },
    people: { type: Number, default: 0 },
    version: { type: Number, default: 0 },
    finishedAt: { type: Date, default: null },
    link: { type: String, default: null },
    generation: { type: Number, default: 0 },
    isFullRead: { type: Boolean, default: true },
    leftOut: { type: [String], default: [] },
    isFollowed: { type: Boolean, default: false },
    heldLeavers: { type: Number, default: 0 },
    leaversAccepted: { type: Boolean, default: false },
    ...longWorkFields,
    domains: { type: [String], default: null },
    domainsReadAt: { type: Date, default: null },
  },
  { collection: 'directory-syncs', versionKey: false },
);
syncSchema.index(LONG_WORK_INDEX);

export function directoryUserModel(db: Connection): Model<DirectoryUserRow> {
  return db.model<DirectoryUserRow>('DirectoryUser', userSchema);
}

export function directorySyncModel(db: Connection): Model<DirectorySyncRow> {
  return db.model<DirectorySyncRow>('DirectorySync', syncSchema);
}
