import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { countMembers } from '../members/count-members.ts';
import type { MembersReport } from './schemas.ts';

/** RPT-1: members by status, and who is on the way in. */
export async function reportMembers(services: Services, authorized: Authorized<'report.view'>): Promise<MembersReport> {
  const { all: _, ...counts } = await countMembers(services, authorized);
  return counts;
}
