import * as members from '../../core/members/service.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import type { SiteRow } from './model.ts';
import { type SiteStanding, standingAt } from './rules.ts';

/** What an account is to a site now; null when it may not sign in there. */
export async function findStanding(
  services: Services,
  accountId: string,
  site: Pick<SiteRow, 'organizationId' | 'audience'>,
): Promise<SiteStanding | null> {
  const found = await readStanding(services, accountId, site);
  return 'standing' in found ? found.standing : null;
}

/** @throws Problem `member_inactive`, `site_members_only`, `site_other_organization`. */
export async function requireStanding(services: Services, accountId: string, site: SiteRow): Promise<SiteStanding> {
  const found = await readStanding(services, accountId, site);
  if ('refusal' in found) throw new Problem(found.refusal);
  return found.standing;
}

async function readStanding(
  services: Services,
  accountId: string,
  { organizationId, audience }: Pick<SiteRow, 'organizationId' | 'audience'>,
) {
  const places = await members.placesOf(services, accountId);
  return standingAt({ organizationId, audience }, places);
}
