import { after, HOUR, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import type { MicrosoftIdentity } from '../accounts/service.ts';
import { handoverModel, type SessionRow, sessionModel } from './model.ts';

/** A code from a popup has to be fetched within this time. */
const HANDOVER_TIME = MINUTE;

export interface OpenedSession {
  /** For the cookie; only its hash is stored. */
  token: string;
  expiresAt: Date;
}

export interface NewSession {
  accountId: string;
  identity: MicrosoftIdentity | null;
  address: string | null;
  userAgent: string;
}

/** Opens a session with a fresh 256-bit token. */
export async function open(services: Services, session: NewSession): Promise<OpenedSession> {
  const token = randomToken();
  const now = services.clock.now();
  const endsAt = after(now, services.config.SESSION_HOURS * HOUR);
  const row = { ...session, userAgent: session.userAgent.slice(0, 300), tokenHash: hashToken(token) };
  await sessionModel(services.db).create([{ ...row, openedAt: now, lastSeenAt: now, endsAt }], {
    session: services.session ?? null,
  });
  return { token, expiresAt: endsAt };
}

/** The session of a cookie's token; null when it has ended or never was. */
export async function findByToken(services: Services, token: string): Promise<SessionRow | null> {
  return await sessionModel(services.db)
    .findOne({ tokenHash: hashToken(token), endReason: null, endsAt: { $gt: services.clock.now() } })
    .lean();
}

/** Notes that the session is in use, at most once a minute. Nobody waits for it. */
export function touch(services: Services, { _id, lastSeenAt }: SessionRow): void {
  const now = services.clock.now();
  if (now.getTime() - lastSeenAt.getTime() < MINUTE) return;
  sessionModel(services.db)
    .updateOne({ _id }, { lastSeenAt: now })
    .catch((error: unknown) => services.log.warn({ err: error }, 'a session could not be touched'));
}

/** A one-time code for a session that was signed in to in a popup, whose cookies the frame does not share. */
export async function createHandover(
  services: Services,
  session: { accountId: string; identity: MicrosoftIdentity },
): Promise<string> {
  const code = randomToken();
  const expiresAt = after(services.clock.now(), HANDOVER_TIME);
  await handoverModel(services.db).create({ ...session, codeHash: hashToken(code), expiresAt });
  return code;
}

/** @throws Problem `invalid_code` for a code that is unknown, used or too old. */
export async function redeemHandover(
  services: Services,
  code: string,
): Promise<{ accountId: string; identity: MicrosoftIdentity }> {
  const row = await handoverModel(services.db)
    .findOneAndDelete({ codeHash: hashToken(code) })
    .lean();
  if (!row || row.expiresAt <= services.clock.now()) throw new Problem('invalid_code');
  return { accountId: row.accountId.toHexString(), identity: row.identity };
}
