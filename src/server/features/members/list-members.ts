import { memberModel } from '../../core/members/model.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { presentMembers } from './present-members.ts';
import type { Member, MemberFilter, MembersQuery } from './schemas.ts';

/** The orders of the list and of its file. */
export const MEMBER_ORDERS: Record<MembersQuery['sort'], ListOrder> = {
  name: [
    ['nameKey', 1],
    ['_id', 1],
  ],
  '-name': [
    ['nameKey', -1],
    ['_id', -1],
  ],
  joined: [
    ['joinedAt', 1],
    ['_id', 1],
  ],
  '-joined': [
    ['joinedAt', -1],
    ['_id', -1],
  ],
};

/** MEM-9: the Users page's table. */
export async function listMembers(
  services: Services,
  { actor }: Authorized<'member.list'>,
  { sort, limit, cursor, ...filter }: MembersQuery,
): Promise<Page<Member>> {
  const page = await listPage(
    memberModel(services.db),
    { filter: matching(actor.organization.id, filter), order: MEMBER_ORDERS[sort], limit, cursor },
    (row) => row,
  );
  const presented = await presentMembers(services, actor, page.items);
  return { ...page, items: presented.map(({ refusals: _, ...member }) => member) };
}

/** The condition for the members that a filter lets through. */
export function matching(organizationId: string, { status, search, profileId, roleId }: MemberFilter) {
  return {
    organizationId,
    ...(status && { status }),
    ...(profileId && { profileId }),
    ...(roleId && { roleId }),
    ...startsWords('words', search),
  };
}
