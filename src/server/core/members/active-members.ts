import type { QueryFilter } from 'mongoose';
import { listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { type MemberRow, memberModel } from './model.ts';
import { type NamedMember, withNames } from './service.ts';

/** A filter of active members: only those with these ids or profiles, or all others. */
export interface Narrowing {
  field: '_id' | 'profileId';
  values: readonly string[];
  isIn: boolean;
}

interface ListQuery {
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A page of the active members, by name. */
export async function listActive(
  services: Services,
  organizationId: string,
  query: ListQuery,
  narrowing: Narrowing | null,
): Promise<Page<NamedMember>> {
  return await listNamed(services, { organizationId, status: 'active', ...condition(narrowing) }, query);
}

/** A page of the inactive ones among these members, by name. */
export async function listInactive(
  services: Services,
  organizationId: string,
  query: ListQuery,
  memberIds: readonly string[],
): Promise<Page<NamedMember>> {
  return await listNamed(services, { organizationId, status: 'inactive', _id: { $in: memberIds } }, query);
}

/** One member. @throws Problem `not_found`. */
export async function findNamed(services: Services, organizationId: string, memberId: string): Promise<NamedMember> {
  const row = await memberModel(services.db)
    .findOne({ _id: memberId, organizationId })
    .session(services.transaction)
    .lean<MemberRow>();
  const [member] = row ? await withNames(services, [row]) : [];
  if (!member) throw new Problem('not_found');
  return member;
}

async function listNamed(
  services: Services,
  filter: QueryFilter<MemberRow>,
  query: ListQuery,
): Promise<Page<NamedMember>> {
  const page = await listPage(
    memberModel(services.db),
    {
      filter: { ...filter, ...startsWords('words', query.search) },
      order: [
        ['nameKey', 1],
        ['_id', 1],
      ],
      limit: query.limit,
      cursor: query.cursor,
    },
    (row) => row,
  );
  return { ...page, items: await withNames(services, page.items) };
}

/** The number of active members with one of these profiles. */
export async function countWithProfiles(
  services: Services,
  organizationId: string,
  profileIds: readonly string[],
): Promise<number> {
  if (profileIds.length === 0) return 0;
  return await memberModel(services.db)
    .countDocuments({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .session(services.transaction);
}

/** The active members who have one of these profiles, each with their account. */
export async function withProfiles(
  services: Services,
  organizationId: string,
  profileIds: readonly string[],
): Promise<{ id: string; accountId: string }[]> {
  const rows = await memberModel(services.db)
    .find({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .select('accountId')
    .session(services.transaction)
    .lean();
  return rows.map(({ _id: id, accountId }) => ({ id, accountId }));
}

function condition(narrowing: Narrowing | null): QueryFilter<MemberRow> {
  if (!narrowing) return {};
  const { field, values, isIn } = narrowing;
  return { [field]: { [isIn ? '$in' : '$nin']: values } };
}
