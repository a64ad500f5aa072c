import { type Connection, type Model, Schema } from 'mongoose';
import { DAY, SECOND } from '../../platform/clock.ts';
import { ID } from '../../platform/ids.ts';
import { TOKEN_END_REASONS, type TokenEndReason } from './schemas.ts';

/** How long an ended token stays, so that its owner sees why it no longer works. */
const KEPT_AFTER_END = 30 * DAY;

export interface ApiTokenRow {
  _id: string;
  tokenHash: string;
  accountId: string;
  /** The one organization in which it acts, also when its owner joins another. */
  organizationId: string;
  name: string;
  hint: string;
  createdAt: Date;
  /** When it expires, or the moment when it was ended. */
  endsAt: Date;
  /** Null unless it was ended. An ended token is refused even where another server's clock is behind `endsAt`. */
  endReason: TokenEndReason | null;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
  /** When its use after its end was last recorded in the audit trail. */
  refusedAt: Date | null;
}

const text = { type: String, required: true };
const id = { type: ID, required: true };
const moment = { type: Date, required: true };

const schema = new Schema<ApiTokenRow>(
  {
    tokenHash: text,
    accountId: id,
    organizationId: id,
    name: text,
    hint: text,
    createdAt: moment,
    endsAt: moment,
    endReason: { type: String, enum: TOKEN_END_REASONS, default: null },
    lastUsedAt: { type: Date, default: null },
    lastUsedFrom: { type: String, default: null },
    refusedAt: { type: Date, default: null },
  },
  { collection: 'api-tokens', versionKey: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
// The list of a person's tokens: working ones first.
schema.index({ accountId: 1, endsAt: -1, _id: -1 });
schema.index({ organizationId: 1 });
schema.index({ endsAt: 1 }, { expireAfterSeconds: KEPT_AFTER_END / SECOND });

export function apiTokenModel(db: Connection): Model<ApiTokenRow> {
  return db.model<ApiTokenRow>('ApiToken', schema);
}
