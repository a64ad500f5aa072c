import type { Services } from '../../platform/services.ts';
import * as profiles from '../profiles/service.ts';
import { memberModel } from './model.ts';

/**
 * Whether this member is the only active one who manages people, or the only one who manages the organization: without
 * them nobody could (ACC-8). Inside a transaction, call `holdManagers` before.
 */
export async function isOnlyManager(services: Services, organizationId: string, memberId: string): Promise<boolean> {
  for (const permission of ['manageUsers', 'manageOrganization'] as const) {
    const profileIds = await profiles.granting(services, organizationId, permission);
    const managers = await memberModel(services.db)
      .find({ organizationId, status: 'active', profileId: { $in: profileIds } })
      .select('_id')
      .limit(2)
      .session(services.session ?? null)
      .lean();
    const [first] = managers;
    if (managers.length === 1 && first?._id.toHexString() === memberId) return true;
  }
  return false;
}
