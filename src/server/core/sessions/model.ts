import { type Connection, type Model, Schema } from 'mongoose';
import { DAY, SECOND } from '../../platform/clock.ts';
import { ID } from '../../platform/ids.ts';
import { END_REASONS, type EndReason, type LastAction } from './schemas.ts';

/** How long an ended session stays, for the list of sessions (ACC-7). */
export const KEPT_AFTER_END = 30 * DAY;

export interface SessionRow {
  _id: string;
  tokenHash: string;
  accountId: string;
  /** The Microsoft identity that signed in; null for a password. */
  identity: { tenantId: string; objectId: string } | null;
  openedAt: Date;
  /**
   * When the person was last asked to prove who they are. A host, or Microsoft's single sign-on, opens a session without
   * asking anybody: then it is an earlier moment, or null when nobody knows.
   */
  authenticatedAt: Date | null;
  lastSeenAt: Date;
  /** When it ends by itself, which is later with each use, or the moment when it was ended. */
  endsAt: Date;
  /** Null while nobody has ended it. An ended session opens nothing, whatever the clocks of two servers say. */
  endReason: EndReason | null;
  address: string | null;
  userAgent: string;
  /** What is stored of the browser's device cookie. */
  deviceHash: string;
  /** Browser, system and network: how a device is known again whose frames keep cookies apart (`traceOf`). */
  trace: string;
  /** The last thing done in it, as far as it was noted. */
  lastAction: LastAction | null;
}

/** A sign-in that a browser has begun and not yet finished. Read once: whoever reads it deletes it. */
export interface SignInRow {
  stateHash: string;
  /** Ties the sign-in to the browser that began it. */
  browserHash: string;
  nonce: string;
  codeVerifier: string;
  popup: boolean;
  /** Microsoft was asked to show nothing: what it can't do so is no failure. */
  silent: boolean;
  /** Microsoft was asked to have the person prove who they are, also when it knows them (`prompt=login`). */
  isAgain: boolean;
  returnTo: string;
  expiresAt: Date;
}

/** A session opened in a popup, waiting to be fetched by the frame that opened it. Read once. */
export interface HandoverRow {
  codeHash: string;
  accountId: string;
  identity: { tenantId: string; objectId: string };
  authenticatedAt: Date | null;
  expiresAt: Date;
}

const identity = { tenantId: { type: String, required: true }, objectId: { type: String, required: true } };
const text = { type: String, required: true };
const moment = { type: Date, required: true };
const accountId = { type: ID, required: true };
/** MongoDB deletes the document within a minute after `expiresAt`; every read checks the time itself. */
const untilExpiry = { expireAfterSeconds: 0 };

const sessionSchema = new Schema<SessionRow>(
  {
    tokenHash: text,
    accountId,
    identity: { type: new Schema(identity, { _id: false }), default: null },
    openedAt: moment,
    authenticatedAt: { type: Date, default: null },
    lastSeenAt: moment,
    endsAt: moment,
    endReason: { type: String, enum: END_REASONS, default: null },
    address: { type: String, default: null },
    userAgent: { type: String, default: '' },
    deviceHash: { type: String, default: '' },
    trace: { type: String, default: '' },
    lastAction: {
      type: new Schema<LastAction>({ area: text, isChange: { type: Boolean, required: true } }, { _id: false }),
      default: null,
    },
  },
  { collection: 'sessions', versionKey: false },
);
sessionSchema.index({ tokenHash: 1 }, { unique: true });
// The list of a person's sessions: what is open first, then what has ended, latest first.
sessionSchema.index({ accountId: 1, endsAt: -1, _id: -1 });
// Whether an account knows a device.
sessionSchema.index({ accountId: 1, deviceHash: 1 });
sessionSchema.index({ accountId: 1, trace: 1 });
sessionSchema.index({ endsAt: 1 }, { expireAfterSeconds: KEPT_AFTER_END / SECOND });

const signInSchema = new Schema<SignInRow>(
  {
    stateHash: text,
    browserHash: text,
    nonce: text,
    codeVerifier: text,
    popup: { type: Boolean, required: true },
    silent: { type: Boolean, default: false },
    isAgain: { type: Boolean, default: false },
    returnTo: text,
    expiresAt: moment,
  },
  { collection: 'sign-ins', versionKey: false },
);
signInSchema.index({ stateHash: 1 }, { unique: true });
signInSchema.index({ expiresAt: 1 }, untilExpiry);

const handoverSchema = new Schema<HandoverRow>(
  {
    codeHash: text,
    accountId,
    identity: { type: new Schema(identity, { _id: false }), required: true },
    authenticatedAt: { type: Date, default: null },
    expiresAt: moment,
  },
  { collection: 'session-handovers', versionKey: false },
);
handoverSchema.index({ codeHash: 1 }, { unique: true });
handoverSchema.index({ accountId: 1 });
handoverSchema.index({ expiresAt: 1 }, untilExpiry);

export function sessionModel(db: Connection): Model<SessionRow> {
  return db.model<SessionRow>('Session', sessionSchema);
}

export function signInModel(db: Connection): Model<SignInRow> {
  return db.model<SignInRow>('SignIn', signInSchema);
}

export function handoverModel(db: Connection): Model<HandoverRow> {
  return db.model<HandoverRow>('SessionHandover', handoverSchema);
}
