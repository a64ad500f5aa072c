import type { QueryFilter } from 'mongoose';
import { listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import * as accounts from '../accounts/service.ts';
import { type MemberRow, memberModel } from './model.ts';
import { type MemberRef, toRef } from './service.ts';

/** An active member with the names that a table shows. */
export interface ActiveMember extends MemberRef {
  fullName: string;
  loginId: string;
}

/** What narrows active members down: some ids or profiles, or all but those. */
export interface Narrowing {
  field: '_id' | 'profileId';
  values: readonly string[];
  isIn: boolean;
}

/** A page of the active members, by name. */
export async function listActive(
  services: Services,
  organizationId: string,
  query: { search?: string | undefined; limit: number; cursor?: string | undefined },
  narrowing: Narrowing | null,
): Promise<Page<ActiveMember>> {
  const page = await listPage(
    memberModel(services.db),
    {
      filter: { organizationId, status: 'active', ...condition(narrowing), ...startsWords('words', query.search) },
      order: [
        ['nameKey', 1],
        ['_id', 1],
      ],
      limit: query.limit,
      cursor: query.cursor,
    },
    toRef,
  );
  const byId = await accounts.findMany(
    services,
    page.items.map(({ accountId }) => accountId),
  );
  const items = page.items.map((member) => {
    const account = byId.get(member.accountId);
    return { ...member, fullName: account?.fullName ?? '', loginId: account?.loginId ?? '' };
  });
  return { ...page, items };
}

/** How many active members have one of these profiles. */
export async function countWithProfiles(
  services: Services,
  organizationId: string,
  profileIds: readonly string[],
): Promise<number> {
  if (profileIds.length === 0) return 0;
  return await memberModel(services.db)
    .countDocuments({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .session(services.session ?? null);
}

/** The active members who have one of these profiles. */
export async function idsWithProfiles(
  services: Services,
  organizationId: string,
  profileIds: readonly string[],
): Promise<string[]> {
  const rows = await memberModel(services.db)
    .find({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .select('_id')
    .session(services.session ?? null)
    .lean();
  return rows.map(({ _id }) => _id.toHexString());
}

function condition(narrowing: Narrowing | null): QueryFilter<MemberRow> {
  if (!narrowing) return {};
  const { field, values, isIn } = narrowing;
  return { [field]: { [isIn ? '$in' : '$nin']: values } };
}
