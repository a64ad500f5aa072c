import { SECOND } from '../../platform/clock.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import { type SiteAudience, type SiteScope, VISITOR_SCOPES } from './schemas.ts';

/** What an account is to a site: a member of the site's organization, or somebody who is nobody's member. */
export type SiteStanding = 'member' | 'visitor';

interface Place {
  organizationId: string;
  status: 'active' | 'inactive';
}

/**
 * Who may sign in at a site: active members of its organization and, where it is open to everybody, people who belong to
 * no organization. Whoever belongs to another one is that one's, and a site of this one has nothing to ask of them.
 * @returns why not, for everybody else.
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

/** What of the wishes of a site somebody can give at all: nobody gives an organization that they are not in. */
export function scopesOf(standing: SiteStanding, scopes: readonly SiteScope[]): SiteScope[] {
  return scopes.filter((scope) => standing === 'member' || VISITOR_SCOPES.some((each) => each === scope));
}

/** What a site asks of the sign-in of whoever it sends here (OpenID Connect Core, section 3.1.2.1). */
export interface SignInWish {
  prompts: readonly string[];
  /** Seconds; null when any age will do. */
  maxAge: number | null;
  /** When it asked, in whole seconds since 1970. */
  askedAt: number;
}

/**
 * Whether a sign-in will do for a site: one made since the site has asked always, an earlier one unless the site wants
 * another (`prompt=login`) or it is too old (`max_age`). One that nobody knows the moment of (null) is earlier than
 * everything. Of what happened within the very second of asking nobody knows which came first; it counts as earlier.
 */
export function suitsWish({ prompts, maxAge, askedAt }: SignInWish, authenticatedAt: Date | null, now: Date): boolean {
  const at = authenticatedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (at >= (askedAt + 1) * SECOND) return true;
  if (prompts.includes('login')) return false;
  return maxAge === null || now.getTime() - at <= maxAge * SECOND;
}
