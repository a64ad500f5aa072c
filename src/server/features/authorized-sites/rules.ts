import { SECOND } from '../../platform/clock.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import { type SiteAudience, type SiteScope, VISITOR_SCOPES } from './schemas.ts';

/** What an account is to a site: a member of the site's organization, or a person without any organization. */
export type SiteStanding = 'member' | 'visitor';

interface Place {
  organizationId: string;
  status: 'active' | 'inactive';
}

/**
 * Who may sign in at a site: active members of its organization and, where it is open to everybody, people without an
 * organization. Members of another organization may not.
 * @returns the reason, for everybody else.
 */
export function standingAt(
  site: { organizationId: string; audience: SiteAudience },
  places: readonly Place[],
): { standing: SiteStanding } | { refusal: ProblemCode } {
  const place = places.find(({ organizationId }) => organizationId === site.organizationId);
  if (place) return place.status === 'active' ? { standing: 'member' } : { refusal: 'member_inactive' };
  if (site.audience === 'members') return { refusal: 'site_members_only' };
  return places.length === 0 ? { standing: 'visitor' } : { refusal: 'site_other_organization' };
}

/** The requested scopes that a person can grant: only a member can grant those about the organization. */
export function scopesOf(standing: SiteStanding, scopes: readonly SiteScope[]): SiteScope[] {
  return scopes.filter((scope) => standing === 'member' || VISITOR_SCOPES.some((each) => each === scope));
}

/** What a site requires of the sign-in (OpenID Connect Core, section 3.1.2.1). */
export interface SignInRequirements {
  prompts: readonly string[];
  /** Seconds; null for any age. */
  maxAge: number | null;
  /** When it asked, in whole seconds since 1970. */
  askedAt: number;
}

/**
 * Whether a sign-in is fresh enough for a site. One after the site's request always is; an earlier one unless the site
 * asks for a new one (`prompt=login`) or it is too old (`max_age`). An unknown time (null) counts as long ago. A sign-in
 * within the same second as the request counts as earlier, for which of the two came first is unknown.
 */
export function isFreshEnough(
  { prompts, maxAge, askedAt }: SignInRequirements,
  authenticatedAt: Date | null,
  now: Date,
): boolean {
  const at = authenticatedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (at >= (askedAt + 1) * SECOND) return true;
  if (prompts.includes('login')) return false;
  return maxAge === null || now.getTime() - at <= maxAge * SECOND;
}
