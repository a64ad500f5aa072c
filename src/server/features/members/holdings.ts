import type { MemberRef } from '../../core/members/service.ts';
import { countOpen } from '../../core/sessions/activity.ts';
import type { Services } from '../../platform/services.ts';
import { countWorking } from '../api-tokens/end-tokens.ts';
import { countGrants } from '../authorized-sites/grants.ts';
import type { MemberDetails } from './schemas.ts';

type Holding = keyof MemberDetails['holdings'];

/** Counts one kind of thing that these members of an organization hold, all together. */
type Count = (services: Services, organizationId: string, members: readonly MemberRef[]) => Promise<number>;

/** What members lose when they are deactivated, counted before somebody does it (MEM-5). */
const counts: Record<Holding, Count> = {
  sessions: (services, _organizationId, members) => countOpen(services, accountsOf(members)),
  apiTokens: (services, organizationId, members) => countWorking(services, organizationId, accountsOf(members)),
  sites: (services, organizationId, members) => countGrants(services, organizationId, accountsOf(members)),
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

function accountsOf(members: readonly MemberRef[]): string[] {
  return members.map(({ accountId }) => accountId);
}
