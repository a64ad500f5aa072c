import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';
import { LANGUAGES } from '../../platform/permissions.ts';
import type { DirectoryPerson } from './rules.ts';

/** A person of the tenant, as Microsoft Graph last returned them. */
export interface DirectoryUserRow extends DirectoryPerson {
  organizationId: string;
  /** The folded name: the order of every list. */
  nameKey: string;
  /** The words that a search finds; see `searchWords` and `SearchIndex`. */
  words: string[];
  /** The last full sync that returned the person; people whom the current one did not return are deleted at its end. */
  generation: number;
}

/** The state of the mirror of an organization's directory. */
export interface DirectorySyncRow extends LongWorkRow {
  organizationId: string;
  tenantId: string;
  status: 'never' | 'running' | 'done' | 'failed';
  /** In the current run, or the last one. */
  usersRead: number;
  /** The number of people in the mirror. */
  people: number;
  /** Incremented by every change of the mirror. */
  version: number;
  finishedAt: Date | null;
  /** Graph's delta link, or the next link of an interrupted run; null to start a full sync. */
  link: string | null;
  generation: number;
  /**
   * Object IDs of people whose entries could not be read, at most `MOST_LEFT_OUT`; an empty one for an entry without
   * ID.
   */
  leftOut: string[];
  /** Whether the accounts were updated from the mirror; see `followDirectory`. */
  isFollowed: boolean;
  /** GONE-6: the members whose access the last sync did not end, because they were suspiciously many. */
  heldLeavers: number;
  /** GONE-6: whether an administrator confirmed that they really left. */
  leaversAccepted: boolean;
  /** Whether the current or interrupted run is a full sync, which deletes the people it did not return at its end. */
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
