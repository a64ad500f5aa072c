import type { Services } from '../../platform/services.ts';
import { countOpen } from '../sessions/activity.ts';
import type { MemberDetails } from './schemas.ts';
import type { MemberRef } from './service.ts';

type Holding = keyof MemberDetails['holdings'];

/** Counts one kind of thing that these members of an organization hold, all together. */
type Count = (services: Services, organizationId: string, members: readonly MemberRef[]) => Promise<number>;

const none: Count = async () => 0;

/** What members lose when they are deactivated, counted before somebody does it (MEM-5). */
const counts: Record<Holding, Count> = {
  sessions: (services, _organizationId, members) =>
    countOpen(
      services,
      members.map(({ accountId }) => accountId),
    ),
  apiTokens: none,
  sites: none,
};

/** How many of each kind these members hold, all together. */
export async function countHoldings(
  services: Services,
  organizationId: string,
  members: readonly MemberRef[],
): Promise<Record<Holding, number>> {
  const [sessions, apiTokens, sites] = await Promise.all([
    counts.sessions(services, organizationId, members),
    counts.apiTokens(services, organizationId, members),
    counts.sites(services, organizationId, members),
  ]);
  return { sessions, apiTokens, sites };
}
