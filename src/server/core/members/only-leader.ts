import { PERMISSIONS } from '../../platform/permissions.ts';
import type { Services } from '../../platform/services.ts';
import * as profiles from '../profiles/service.ts';
import { memberModel } from './model.ts';

/** Powers that an organization can't do without. */
const POWERS = [['manageUsers'], ['manageOrganization'], PERMISSIONS] as const;

/**
 * Whether this member is the only active one who manages people, the only one who manages the organization, or the only
 * one who may do everything: without them nobody could (ACC-8, MEM-13). Inside a transaction, call `holdLeaders` before.
 */
export async function isOnlyLeader(services: Services, organizationId: string, memberId: string): Promise<boolean> {
  for (const power of POWERS) {
    const profileIds = await profiles.granting(services, organizationId, ...power);
    const holders = await memberModel(services.db)
      .find({ organizationId, status: 'active', profileId: { $in: profileIds } })
      .select('_id')
      .limit(2)
      .session(services.session)
      .lean();
    const [first] = holders;
    if (holders.length === 1 && first?._id === memberId) return true;
  }
  return false;
}
