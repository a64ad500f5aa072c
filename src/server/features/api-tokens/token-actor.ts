import * as audit from '../../core/audit/service.ts';
import { actorOf, type Found, readCaller, type Speaker } from '../../core/sessions/caller.ts';
import type { Credentials } from '../../http/credentials.ts';
import type { Actor } from '../../platform/actor.ts';
import { after, DAY, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { type ApiTokenRow, apiTokenModel } from './model.ts';
import { isApiToken, tokenRefusal } from './rules.ts';
import { targetOf } from './service.ts';

/**
 * The member for whom a bearer token acts (ACC-9), with what they may do now.
 * @throws Problem `api_token_invalid`, `api_token_expired`, `api_token_revoked`, `microsoft_account_unavailable`,
 *   `secure_connection_required`.
 */
export async function tokenActor(
  services: Services,
  token: string,
  { visitor, isSecure }: Pick<Credentials, 'visitor' | 'isSecure'>,
): Promise<Actor> {
  const row = isApiToken(token) ? await findToken(services, token) : null;
  if (!row) throw new Problem('api_token_invalid');
  const code = tokenRefusal(row, services.clock.now());
  if (code) {
    await recordRefusedUse(services, row, visitor.address, code);
    throw new Problem(code);
  }
  const speaker: Speaker = {
    organizationId: row.organizationId,
    session: null,
    apiToken: { id: row._id, name: row.name },
    identity: null,
    address: visitor.address,
  };
  let found: ReturnType<typeof actorOf>;
  try {
    found = actorOf(row, speaker);
  } catch (error) {
    if (error instanceof Problem) await recordRefusedUse(services, row, visitor.address, error.code);
    throw error;
  }
  if (!found) throw new Problem('api_token_invalid');
  if (found.account.preferences.secureConnection && !isSecure) throw new Problem('secure_connection_required');
  touch(services, row, visitor.address);
  return found.actor;
}

async function findToken(services: Services, token: string): Promise<(ApiTokenRow & Found) | null> {
  const paths = { account: 'accountId', tenant: null } as const;
  return await readCaller(services, apiTokenModel(services.db), { tokenHash: hashToken(token) }, paths);
}

/** Notes in the background that the token is in use, at most once a minute. */
function touch({ db, clock, log }: Services, { _id, lastUsedAt }: ApiTokenRow, address: string | null): void {
  const now = clock.now();
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < MINUTE) return;
  apiTokenModel(db)
    .updateOne({ _id }, { lastUsedAt: now, lastUsedFrom: address })
    .catch((error: unknown) => log.warn({ err: error }, 'a token could not be touched'));
}

/** AUD-1: records the use of a token that has ended, or whose member is refused; once a day, for scripts keep trying. */
async function recordRefusedUse(
  services: Services,
  row: ApiTokenRow & Found,
  address: string | null,
  code: Problem['code'],
): Promise<void> {
  const now = services.clock.now();
  const { modifiedCount } = await apiTokenModel(services.db).updateOne(
    { _id: row._id, $or: [{ refusedAt: null }, { refusedAt: { $lte: after(now, -DAY) } }] },
    { refusedAt: now },
  );
  if (modifiedCount === 0) return;
  const actor = { account: { id: row.accountId, loginId: row.account[0]?.loginId ?? '' }, address };
  const organizationId = row.organizationId;
  await audit.recordRefusal(services, { organizationId, actor, action: 'api-token.use', target: targetOf(row) }, code);
}
