import * as audit from '../../core/audit/service.ts';
import { holdActive } from '../../core/members/owners.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after, DAY } from '../../platform/clock.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { rowOf } from '../../platform/ids.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type ApiTokenRow, apiTokenModel } from './model.ts';
import { hintOf, MOST_TOKENS, TOKEN_PREFIX, tokenRefusal } from './rules.ts';
import type { CreatedToken, CreateToken, OwnToken } from './schemas.ts';

/**
 * ACC-9: makes a token that acts for the actor in their organization. It is only in the answer.
 * @throws Problem `api_token_limit`, `member_inactive` when the actor is being deactivated.
 */
export async function createToken(
  services: Services,
  { actor }: Authorized<'api-token.create'>,
  { name, expiresInDays }: CreateToken,
): Promise<CreatedToken> {
  const token = TOKEN_PREFIX + randomToken();
  const accountId = actor.account.id;
  const organizationId = actor.organization.id;
  const created = await withTransaction(services, async (tx) => {
    const { db, transaction } = tx;
    const now = tx.clock.now();
    // Held, so that no token outlives a concurrent deactivation, and concurrent calls can't exceed the limit.
    const held = await holdActive(tx, organizationId, [actor.member.id]);
    if (!held.has(actor.member.id)) throw new Problem('member_inactive');
    const working = { accountId, organizationId, endReason: null, endsAt: { $gt: now } };
    if ((await apiTokenModel(db).countDocuments(working).session(transaction)) >= MOST_TOKENS) {
      throw new Problem('api_token_limit');
    }
    const [made] = await apiTokenModel(db).create(
      [
        {
          tokenHash: hashToken(token),
          accountId,
          organizationId,
          name,
          hint: hintOf(token),
          createdAt: now,
          endsAt: after(now, expiresInDays * DAY),
        },
      ],
      { session: transaction },
    );
    if (!made) throw new TypeError('A token was written and none came back.');
    const row = rowOf(made);
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'api-token.create',
      target: targetOf(row),
      details: { expiresAt: row.endsAt.toISOString() },
    });
    return present(row, now);
  });
  return { ...created, token };
}

/** The actor's tokens: working ones first, then those that ended in the last 30 days. */
export async function listTokens(
  services: Services,
  { actor }: Authorized<'api-token.manage', Actor>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<OwnToken>> {
  const now = services.clock.now();
  return await listPage(
    apiTokenModel(services.db),
    {
      filter: { accountId: actor.account.id },
      order: [
        ['endsAt', -1],
        ['_id', -1],
      ],
      limit,
      cursor,
    },
    (row) => present(row, now),
  );
}

/**
 * Ends one of the actor's tokens: it is refused on its next call. One that has ended stays as it is.
 * @throws Problem `not_found`.
 */
export async function revokeToken(
  services: Services,
  { actor }: Authorized<'api-token.manage', Actor>,
  id: string,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const now = tx.clock.now();
    const row = await apiTokenModel(tx.db)
      .findOne({ _id: id, accountId: actor.account.id })
      .session(tx.transaction)
      .lean();
    if (!row) throw new Problem('not_found');
    if (tokenRefusal(row, now)) return;
    await apiTokenModel(tx.db).updateOne(
      { _id: row._id },
      { endReason: 'revoked', endsAt: now },
      { session: tx.transaction },
    );
    const organizationId = row.organizationId;
    await audit.record(tx, { actor, organizationId, action: 'api-token.revoke', target: targetOf(row) });
  });
}

/** A token as the audit trail names it. */
export function targetOf({ _id, name }: Pick<ApiTokenRow, '_id' | 'name'>) {
  return { kind: 'api-token', id: _id, label: name };
}

function present(row: ApiTokenRow, now: Date): OwnToken {
  const { name, hint, createdAt, endsAt, endReason, lastUsedAt, lastUsedFrom } = row;
  return {
    id: row._id,
    name,
    hint,
    createdAt: createdAt.toISOString(),
    endsAt: endsAt.toISOString(),
    isActive: tokenRefusal(row, now) === null,
    endReason,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    lastUsedFrom,
  };
}
