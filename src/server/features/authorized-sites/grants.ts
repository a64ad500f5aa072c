import type { QueryFilter } from 'mongoose';
import * as audit from '../../core/audit/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { artifactModel, type GrantRow, type SiteRow, siteGrantModel, siteModel } from './model.ts';
import type { Grant } from './schemas.ts';

/** Grants per transaction where there may be many. */
const BATCH = 500;

/** ACC-6: the sites that the actor has authorized, latest first. */
export async function listGrants(
  services: Services,
  { actor }: Authorized<'site.manage-grants', Actor>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Grant>> {
  const { items: rows, ...page } = await listPage(
    siteGrantModel(services.db),
    { filter: { accountId: actor.account.id }, order: [['_id', -1]], limit, cursor },
    (row) => row,
  );
  const sites = await siteModel(services.db)
    .find({ _id: { $in: rows.map(({ siteId }) => siteId) } })
    .lean();
  const items = rows.flatMap((row) => {
    // Missing when the site is removed at this moment.
    const site = sites.find(({ _id }) => _id === row.siteId);
    return site ? [presentGrant(row, site)] : [];
  });
  return { ...page, items };
}

function presentGrant({ _id, scopes, grantedAt, lastUsedAt }: GrantRow, { name, host }: SiteRow): Grant {
  return {
    id: _id,
    site: { name, host },
    scopes: [...scopes],
    grantedAt: grantedAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

/** How many grants these accounts have given to sites of an organization, in total. */
export async function countGrants(
  { db }: Services,
  organizationId: string,
  accountIds: readonly string[],
): Promise<number> {
  return await siteGrantModel(db).countDocuments({ accountId: { $in: accountIds }, organizationId });
}

/** ACC-6: revokes a grant; the site's tokens stop working with the transaction. @throws Problem `not_found`. */
export async function removeGrant(
  services: Services,
  { actor }: Authorized<'site.manage-grants', Actor>,
  grantId: string,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const row = await siteGrantModel(tx.db)
      .findOne({ _id: grantId, accountId: actor.account.id })
      .session(tx.transaction)
      .lean();
    if (!row) throw new Problem('not_found');
    const site = await siteModel(tx.db).findById(row.siteId).session(tx.transaction).lean();
    await endGrants(tx, { _id: row._id });
    await audit.record(tx, {
      actor,
      organizationId: row.organizationId,
      action: 'site.revoke',
      target: { kind: 'site', id: row.siteId, label: site?.name ?? '' },
    });
  });
}

/** Deletes grants with all their codes and tokens. @returns how many grants. */
export async function endGrants(tx: Tx, filter: QueryFilter<GrantRow>): Promise<number> {
  const rows = await siteGrantModel(tx.db).find(filter).select('grantId').session(tx.transaction).lean();
  const grantIds = rows.map(({ grantId }) => grantId);
  await artifactModel(tx.db).deleteMany({ grantId: { $in: grantIds } }, { session: tx.transaction });
  await siteGrantModel(tx.db).deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } }, { session: tx.transaction });
  return rows.length;
}

/** ORG-3: ends all grants of an organization's sites, in batches. */
export async function endAllGrants(services: Services, organizationId: string): Promise<void> {
  const some = async (tx: Tx) => {
    const filter = { organizationId };
    const rows = await siteGrantModel(tx.db).find(filter).select('_id').limit(BATCH).session(tx.transaction).lean();
    return await endGrants(tx, { _id: { $in: rows.map(({ _id }) => _id) } });
  };
  while ((await withTransaction(services, some)) === BATCH);
}

/** Notes in the background that a site has used its grant, at most once a minute; who has just read it says when it last was. */
export function touchGrant(
  { db, clock, log }: Services,
  { grantId, lastUsedAt = null }: { grantId: string; lastUsedAt?: Date | null },
): void {
  const now = clock.now();
  const before = after(now, -MINUTE);
  if (lastUsedAt && lastUsedAt > before) return;
  siteGrantModel(db)
    .updateOne(
      { grantId, $or: [{ lastUsedAt: null }, { lastUsedAt: { $lte: before } }] },
      { $set: { lastUsedAt: now } },
    )
    .catch((error: unknown) => log.warn({ err: error }, 'a grant could not be touched'));
}
