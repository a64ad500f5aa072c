import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { type Fields, MODULES, type Module } from './schemas.ts';

/** A lead, contact, deal or task: one collection, so that what concerns all of them is one query. */
export interface RecordRow {
  _id: string;
  organizationId: string;
  module: Module;
  ownerId: string;
  fields: Fields;
  /** What people call it. */
  title: string;
  /** Folded, the order by name. */
  titleKey: string;
  /** Folded, what a search can begin with. */
  words: string[];
  /** Normalized addresses: mail is tied to records by them. */
  emails: string[];
  /** Close date or due date (`2026-12-31`); a day past all others when there is none. */
  dateKey: string;
  /** The transfer that gave it to its owner, until somebody else does. */
  transferId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

const id = { type: ID, required: true };

const schema = new Schema<RecordRow>(
  {
    organizationId: id,
    module: { type: String, enum: MODULES, required: true },
    ownerId: id,
    fields: { type: Schema.Types.Mixed, required: true },
    title: { type: String, required: true },
    titleKey: { type: String, default: '' },
    words: { type: [String], required: true },
    emails: { type: [String], required: true },
    dateKey: { type: String, required: true },
    transferId: { type: ID, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'records', versionKey: false, minimize: false },
);
schema.index({ organizationId: 1, module: 1, titleKey: 1, _id: 1 });
schema.index({ organizationId: 1, module: 1, updatedAt: 1, _id: 1 });
schema.index({ organizationId: 1, module: 1, dateKey: 1, _id: 1 });
schema.index({ organizationId: 1, module: 1, ownerId: 1, titleKey: 1, _id: 1 });
schema.index({ organizationId: 1, module: 1, ownerId: 1, updatedAt: 1, _id: 1 });
schema.index({ organizationId: 1, module: 1, words: 1 });
schema.index({ organizationId: 1, emails: 1 });
schema.index({ organizationId: 1, transferId: 1 }, { partialFilterExpression: { transferId: { $type: 'objectId' } } });

/** Something that happened to a record. Names are looked up when it is read, so that a deleted person leaves none. */
export interface HistoryRow {
  _id: string;
  organizationId: string;
  recordId: string;
  at: Date;
  kind: 'created' | 'changed' | 'owner';
  /** The account of whoever did it. */
  byAccountId: string;
  changes: { field: string; before: unknown; after: unknown }[];
  /** Folded, the values before and after: what a search can begin with. */
  words: string[];
  /** Members; null but for `owner`. */
  ownerBefore: string | null;
  ownerAfter: string | null;
  importId: string | null;
  transferId: string | null;
}

const historySchema = new Schema<HistoryRow>(
  {
    organizationId: id,
    recordId: id,
    at: { type: Date, required: true },
    kind: { type: String, enum: ['created', 'changed', 'owner'], required: true },
    byAccountId: id,
    changes: {
      type: [{ _id: false, field: String, before: Schema.Types.Mixed, after: Schema.Types.Mixed }],
      default: [],
    },
    words: { type: [String], default: [] },
    ownerBefore: { type: ID, default: null },
    ownerAfter: { type: ID, default: null },
    importId: { type: ID, default: null },
    transferId: { type: ID, default: null },
  },
  { collection: 'record-history', versionKey: false },
);
historySchema.index({ organizationId: 1, recordId: 1, at: 1, _id: 1 });

export function recordModel(db: Connection): Model<RecordRow> {
  return db.model<RecordRow>('Record', schema);
}

export function historyModel(db: Connection): Model<HistoryRow> {
  return db.model<HistoryRow>('RecordHistory', historySchema);
}
