import { countByAssignment } from '../../core/members/assignments.ts';
import { actOnMember } from '../../core/members/policy.ts';
import { mayGive } from '../../core/profiles/rules.ts';
import * as profiles from '../../core/profiles/service.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import type { Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { manageProfiles } from './policy.ts';
import type { ManagedProfile } from './schemas.ts';

/** All profiles, each with its number of members. Not paged: there are at most a hundred. */
export async function listProfiles(
  services: Services,
  { actor }: Authorized<'profile.list'>,
): Promise<Page<ManagedProfile>> {
  const [all, members] = await Promise.all([
    profiles.all(services, actor.organization.id),
    countByAssignment(services, actor.organization.id, 'profileId'),
  ]);
  const items = all.map((profile) => {
    const manages = may(actor, manageProfiles) && may(actor, actOnMember, profile);
    const abilities = {
      give: mayGive(profile, actor.permissions),
      rename: manages && profile.builtIn === null,
      setPermissions: manages && profile.builtIn !== 'administrator',
      setExtensions: manages,
      delete: manages && profile.builtIn === null,
    };
    return { ...profile, members: members.get(profile.id) ?? 0, abilities };
  });
  return { items, nextCursor: null, total: items.length };
}
