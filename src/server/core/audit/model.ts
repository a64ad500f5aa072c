import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import type { Proof } from './keys.ts';
import type { Parts } from './rules.ts';

export interface AuditRow {
  _id: string;
  organizationId: string;
  /**
   * Its place in the chain: 1, 2, 3 … without a gap. Until the sealer has given it one, its own id, so that no two
   * have the same; unsealed entries stand behind the sealed ones.
   */
  sequence: number | string;
  at: Date;
  /** `apiTokenId`: of the personal API token that acted in the person's place (ACC-9). */
  actor: { accountId: string | null; loginId: string; apiTokenId: string | null };
  action: string;
  target: { kind: string; id: string; label: string };
  address: string | null;
  outcome: 'done' | 'refused';
  code: string | null;
  /** JSON, so that what was hashed comes back to the letter. */
  details: string;
  /** Null for a part that was erased; the part itself is empty then. */
  salts: Parts<string | null>;
  seals: Parts<string>;
  /** Empty until it is sealed, as `hash` is. */
  previousHash: string;
  hash: string;
  /**
   * AUD-3: proves the entry as it was written and, once it is sealed, its hash in its place instead. Null for those that
   * are older than keys.
   */
  proof: Proof | null;
}

/** What an end of a chain says, and what proves it. */
export interface AuditEnd {
  sequence: number;
  hash: string;
  /** So many entries at the beginning are older than keys. */
  unkeyed: number;
  /** Ends that entries were put behind although the process that sealed could not confirm them: `audit:verify` judges. */
  unconfirmed: AuditEnd[];
  /** Null as long as nothing was sealed since there are keys. */
  proof: Proof | null;
}

/** The end of an organization's chain. */
export interface AuditHeadRow extends AuditEnd {
  _id: string;
  /** Which process seals at this moment, and until when it is believed to be alive. */
  sealer: string | null;
  sealerUntil: Date | null;
  /** When the end was last sent to `AUDIT_ANCHOR_URL`. */
  anchoredAt: Date | null;
}

/** Of entries that have no place in the chain yet. */
export const UNSEALED = { sequence: { $type: 'string' } } as const;

/** A key of the chain from before a rotation of `SECRETS_KEY`, sealed with the one of now. */
interface AuditKeyRow {
  _id: string;
  sealed: string;
}

const fixed = { immutable: true } as const;

const schema = new Schema<AuditRow>(
  {
    organizationId: { type: ID, required: true, ...fixed },
    // A number or an id: see above.
    sequence: { type: Schema.Types.Mixed, required: true, ...fixed },
    at: { type: Date, required: true, ...fixed },
    actor: {
      accountId: { type: ID, default: null, ...fixed },
      loginId: { type: String, default: '', ...fixed },
      apiTokenId: { type: ID, default: null, ...fixed },
    },
    action: { type: String, required: true, ...fixed },
    target: {
      kind: { type: String, default: '', ...fixed },
      id: { type: String, default: '', ...fixed },
      label: { type: String, default: '', ...fixed },
    },
    address: { type: String, default: null, ...fixed },
    outcome: { type: String, enum: ['done', 'refused'], required: true, ...fixed },
    code: { type: String, default: null, ...fixed },
    details: { type: String, default: '{}', ...fixed },
    salts: {
      actor: { type: String, default: null, ...fixed },
      label: { type: String, default: null, ...fixed },
      details: { type: String, default: null, ...fixed },
    },
    seals: {
      actor: { type: String, required: true, ...fixed },
      label: { type: String, required: true, ...fixed },
      details: { type: String, required: true, ...fixed },
    },
    previousHash: { type: String, default: '', ...fixed },
    hash: { type: String, default: '', ...fixed },
    proof: { type: Schema.Types.Mixed, default: null, ...fixed },
  },
  { collection: 'audit-entries', versionKey: false, minimize: false },
);
schema.index({ organizationId: 1, sequence: 1 }, { unique: true });
// What is to be sealed, of all organizations.
schema.index({ sequence: 1 }, { partialFilterExpression: UNSEALED });
// The latest first, by whatever the trail is filtered by.
schema.index({ organizationId: 1, at: 1, sequence: 1 });
schema.index({ organizationId: 1, 'actor.accountId': 1, at: 1, sequence: 1 });
schema.index({ organizationId: 1, 'target.id': 1, at: 1, sequence: 1 });
schema.index({ organizationId: 1, action: 1, at: 1, sequence: 1 });
schema.index({ organizationId: 1, outcome: 1, at: 1, sequence: 1 });

const headSchema = new Schema<AuditHeadRow>(
  {
    _id: { type: ID, required: true },
    sequence: { type: Number, required: true },
    hash: { type: String, default: '' },
    unkeyed: { type: Number, default: 0 },
    proof: { type: Schema.Types.Mixed, default: null },
    unconfirmed: { type: Schema.Types.Mixed, default: [] },
    sealer: { type: String, default: null },
    sealerUntil: { type: Date, default: null },
    anchoredAt: { type: Date, default: null },
  },
  { collection: 'audit-heads', versionKey: false },
);

// Chains that have no key yet.
headSchema.index({ 'proof.key': 1 });
headSchema.index({ anchoredAt: 1 });

const keySchema = new Schema<AuditKeyRow>(
  { _id: { type: String, required: true }, sealed: { type: String, required: true } },
  { collection: 'audit-keys', versionKey: false },
);

export function auditKeyModel(db: Connection): Model<AuditKeyRow> {
  return db.model<AuditKeyRow>('AuditKey', keySchema);
}

export function auditModel(db: Connection): Model<AuditRow> {
  return db.model<AuditRow>('AuditEntry', schema);
}

export function auditHeadModel(db: Connection): Model<AuditHeadRow> {
  return db.model<AuditHeadRow>('AuditHead', headSchema);
}
