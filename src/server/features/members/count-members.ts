import * as invitations from '../../core/invitations/service.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import { memberModel } from '../../core/members/model.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import type { MemberCounts } from './schemas.ts';

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
