import type { Visitor } from '../../http/visitor.ts';
import { after, HOUR, MINUTE } from '../../platform/clock.ts';
import { rowOf } from '../../platform/ids.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import type { MicrosoftIdentity } from '../accounts/service.ts';
import { type Found, readCaller } from './caller.ts';
import { traceOf } from './device.ts';
import { handoverModel, KEPT_AFTER_END, type SessionRow, sessionModel } from './model.ts';
import type { LastAction } from './schemas.ts';

/** A code from a popup has to be fetched within this time. */
const HANDOVER_TIME = MINUTE;

export interface OpenedSession {
  /** For the cookie; only its hash is stored. */
  token: string;
  expiresAt: Date;
  row: SessionRow;
}

export interface NewSession {
  accountId: string;
  identity: MicrosoftIdentity | null;
  /** When the person was last asked to prove who they are; null when nobody knows. */
  authenticatedAt: Date | null;
  visitor: Visitor;
  /** What is stored of the browser's device cookie. */
  deviceHash: string;
}

/** Opens a session with a fresh 256-bit token. */
export async function open(services: Services, session: NewSession): Promise<OpenedSession> {
  const { accountId, identity, authenticatedAt, visitor, deviceHash } = session;
  const token = randomToken();
  const now = services.clock.now();
  const [row] = await sessionModel(services.db).create(
    [
      {
        tokenHash: hashToken(token),
        accountId,
        identity,
        openedAt: now,
        // Microsoft's clock may be ahead of this one.
        authenticatedAt: authenticatedAt && authenticatedAt > now ? now : authenticatedAt,
        lastSeenAt: now,
        endsAt: endOf(services, now, now),
        address: visitor.address,
        userAgent: visitor.userAgent.slice(0, 300),
        deviceHash,
        trace: traceOf(visitor),
      },
    ],
    { session: services.transaction },
  );
  if (!row) throw new TypeError('A session was written and did not come back.');
  return { token, expiresAt: after(now, services.config.SESSION_HOURS * HOUR), row: rowOf(row) };
}

/** When a session ends by itself: at its latest hour, or earlier when it is not used any more. */
function endOf({ config }: Services, openedAt: Date, usedAt: Date): Date {
  const [latest, idle] = [
    after(openedAt, config.SESSION_HOURS * HOUR),
    after(usedAt, config.SESSION_IDLE_HOURS * HOUR),
  ];
  return idle < latest ? idle : latest;
}

/**
 * Whether an account knows the device of a session that is about to open: from earlier ones, as long as they are kept.
 * The first session of a new account comes from no device that anybody had to know.
 */
export async function knowsDevice(
  { db, clock }: Services,
  { accountId, deviceHash, visitor }: NewSession,
  accountCreatedAt: Date,
): Promise<boolean> {
  const trace = traceOf(visitor);
  const kept = { accountId, endsAt: { $gt: after(clock.now(), -KEPT_AFTER_END) } };
  const isNew = clock.now().getTime() - accountCreatedAt.getTime() < HOUR;
  const found = await sessionModel(db)
    .find(isNew ? kept : { ...kept, $or: [{ deviceHash }, { trace }] })
    .select('deviceHash trace')
    .limit(isNew ? 0 : 1)
    .lean();
  return found.length === 0 ? isNew : found.some((each) => each.deviceHash === deviceHash || each.trace === trace);
}

/** Whether somebody has signed in to the account in this browser, of which the device cookie alone is proof. */
export async function hasBeenOn({ db }: Services, accountId: string, deviceHash: string): Promise<boolean> {
  return (await sessionModel(db).exists({ accountId, deviceHash })) !== null;
}

/** In which browsers somebody has signed in to these accounts, as long as that is kept. */
export async function devicesOf(
  services: Services,
  accountIds: readonly string[],
): Promise<{ accountId: string; deviceHash: string }[]> {
  const rows = await sessionModel(services.db)
    .find({ accountId: { $in: accountIds } })
    .select('accountId deviceHash')
    .session(services.transaction)
    .lean();
  return rows.map(({ accountId, deviceHash }) => ({ accountId, deviceHash }));
}

/**
 * The session of a cookie's token, with whose it is; null when it has ended or never was. One that ended because its person
 * is disabled or deleted in Entra comes back with that `endReason`: it opens nothing, but they can be told why.
 */
export async function findByToken(services: Services, token: string): Promise<(SessionRow & Found) | null> {
  const paths = { account: 'accountId', tenant: 'identity.tenantId' } as const;
  const row = await readCaller(services, sessionModel(services.db), { tokenHash: hashToken(token) }, paths);
  if (row?.endReason === 'microsoft_unavailable') return row;
  return row && !row.endReason && row.endsAt > services.clock.now() ? row : null;
}

/**
 * Notes that the session is in use and for what, at most once a minute, and that it goes on; a change of another kind
 * than the one before is noted at once. Nobody waits for it, and a session that is ended meanwhile stays so.
 */
export function touch(services: Services, session: SessionRow, now: LastAction): void {
  const { _id, openedAt, lastSeenAt, lastAction, endsAt } = session;
  const at = services.clock.now();
  const isNews = now.isChange && !(lastAction?.isChange && lastAction.area === now.area);
  if (!isNews && at.getTime() - lastSeenAt.getTime() < MINUTE) return;
  const end = endOf(services, openedAt, at);
  sessionModel(services.db)
    .updateOne({ _id, endReason: null }, { lastSeenAt: at, lastAction: now, endsAt: end > endsAt ? end : endsAt })
    .catch((error: unknown) => services.log.warn({ err: error }, 'a session could not be touched'));
}

type Handover = Pick<NewSession, 'accountId' | 'authenticatedAt'> & { identity: MicrosoftIdentity };

/** A one-time code for a session that was signed in to in a popup, whose cookies the frame does not share. */
export async function createHandover(services: Services, session: Handover): Promise<string> {
  const code = randomToken();
  const expiresAt = after(services.clock.now(), HANDOVER_TIME);
  await handoverModel(services.db).create({ ...session, codeHash: hashToken(code), expiresAt });
  return code;
}

/** @throws Problem `invalid_code` for a code that is unknown, used or too old. */
export async function redeemHandover(services: Services, code: string): Promise<Handover> {
  const row = await handoverModel(services.db)
    .findOneAndDelete({ codeHash: hashToken(code) })
    .lean();
  if (!row || row.expiresAt <= services.clock.now()) throw new Problem('invalid_code');
  const { accountId, identity, authenticatedAt } = row;
  return { accountId, identity, authenticatedAt };
}
