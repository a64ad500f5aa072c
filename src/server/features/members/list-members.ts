import * as invitations from '../../core/invitations/service.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import { memberModel } from '../../core/members/model.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { startsWords } from '../../platform/search-text.ts';
import type { Services } from '../../platform/services.ts';
import { presentMembers } from './present-members.ts';
import type { Member, MemberCounts, MemberFilter, MembersQuery } from './schemas.ts';

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

/** The condition that selects the members of a filter. */
export function matching(organizationId: string, { status, search, profileId, roleId }: MemberFilter) {
  return {
    organizationId,
    ...(status && { status }),
    ...(profileId && { profileId }),
    ...(roleId && { roleId }),
    ...startsWords('words', search),
  };
}

/** MEM-9: the numbers beside the views of the Users page. */
export async function countMembers(
  services: Services,
  { actor }: Authorized<'member.list' | 'report.view'>,
): Promise<MemberCounts> {
  const organizationId = actor.organization.id;
  const members = memberModel(services.db);
  const [active, inactive, invited, requests] = await Promise.all([
    members.countDocuments({ organizationId, status: 'active' }),
    members.countDocuments({ organizationId, status: 'inactive' }),
    invitations.countPending(services, organizationId),
    joinRequests.countPending(services, organizationId),
  ]);
  return { all: active + inactive, active, inactive, invited, requests };
}
