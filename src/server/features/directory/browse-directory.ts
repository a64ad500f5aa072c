import { type DirectorySyncRow, type DirectoryUserRow, directoryUserModel } from '../../core/directory/model.ts';
import { searchIndexOf } from '../../core/directory/search-indexes.ts';
import { syncState } from '../../core/directory/service.ts';
import { directorySyncs } from '../../core/directory-sync/sync-directory.ts';
import { knownPeople } from '../../core/invitations/known-people.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { standingOf } from './rules.ts';
import type { DirectoryPage, DirectoryUserView } from './schemas.ts';

interface Query {
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * INV-1: the tenant's users, from the mirror, each with their standing in the organization.
 * @throws Problem `invalid_cursor`.
 */
export async function browseDirectory(
  services: Services,
  { actor }: Authorized<'directory.browse'>,
  query: Query,
): Promise<DirectoryPage> {
  const organizationId = actor.organization.id;
  const sync = await syncState(services, organizationId);
  const page = await (query.search ? searched : listed)(services, organizationId, query, sync);
  return {
    ...page,
    items: await withStanding(services, organizationId, page.items),
    sync: {
      status: sync?.status ?? 'never',
      usersRead: sync?.usersRead ?? 0,
      finishedAt: sync?.finishedAt?.toISOString() ?? null,
      // Rows that earlier versions wrote have neither.
      leftOut: sync?.leftOut?.length ?? 0,
      heldLeavers: sync?.heldLeavers ?? 0,
      stuck: sync !== null && directorySyncs.isStuck(sync, services.clock.now()),
    },
  };
}

/** All people, by name. The reader will probably search next, so the index is prepared. */
async function listed(
  services: Services,
  organizationId: string,
  { limit, cursor }: Query,
  sync: DirectorySyncRow | null,
): Promise<Page<DirectoryUserRow>> {
  if (sync && sync.status !== 'running') {
    searchIndexOf(services, organizationId, sync.version).catch((error: unknown) =>
      services.log.error({ err: error }, 'the directory could not be indexed'),
    );
  }
  const order = [
    ['nameKey', 1],
    ['objectId', 1],
  ] as const;
  const options = { filter: { organizationId }, order, limit, cursor, total: sync?.people ?? 0 };
  return await listPage(directoryUserModel(services.db), options, (row) => row);
}

async function searched(
  services: Services,
  organizationId: string,
  { search = '', limit, cursor }: Query,
  sync: DirectorySyncRow | null,
): Promise<Page<DirectoryUserRow>> {
  const index = await searchIndexOf(services, organizationId, sync?.version ?? 0);
  const { objectIds, nextCursor, total } = index.find(search, limit, cursor);
  const rows = await directoryUserModel(services.db)
    .find({ organizationId, objectId: { $in: objectIds } })
    .lean();
  const byId = new Map(rows.map((row) => [row.objectId, row]));
  return { items: objectIds.flatMap((objectId) => byId.get(objectId) ?? []), nextCursor, total };
}

/**
 * Adds the standing that an invitation would find (`knownPeople`). The number of queries is the same for any number of
 * rows.
 */
async function withStanding(
  services: Services,
  organizationId: string,
  rows: DirectoryUserRow[],
): Promise<DirectoryUserView[]> {
  const known = await knownPeople(services, organizationId, rows);
  return rows.map((row) => ({
    objectId: row.objectId,
    loginId: row.loginId,
    fullName: row.fullName,
    jobTitle: row.jobTitle,
    department: row.department,
    isGuest: row.isGuest,
    isEnabled: row.isEnabled,
    standing: standingOf({
      member: known(row).member,
      isInvited: known(row).invitationId !== null,
      hasAsked: known(row).hasAsked,
      isEnabled: row.isEnabled,
    }),
  }));
}
