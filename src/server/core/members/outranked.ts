import type { MemberActor } from '../../platform/actor.ts';
import { may } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import type { Profile } from '../profiles/schemas.ts';
import * as profiles from '../profiles/service.ts';
import { memberModel } from './model.ts';
import { actOnMember } from './policy.ts';
import { RefusedMember } from './refused-member.ts';
import type { MemberRef } from './service.ts';

type Profiled = Pick<MemberRef, 'id' | 'profileId'>;

/**
 * MEM-13: the members among these who may do more than the actor. Inactive members count with their profile, because
 * they get it back at their reactivation.
 */
export async function outrankingAmong(
  services: Services,
  actor: MemberActor,
  members: readonly Profiled[],
): Promise<Set<string>> {
  if (members.length === 0) return new Set();
  return outrankingBy(await profiles.all(services, actor.organization.id), actor, members);
}

/** The same by profiles that have been read. */
export function outrankingBy(
  all: readonly Pick<Profile, 'id' | 'permissions'>[],
  actor: MemberActor,
  members: readonly Profiled[],
): Set<string> {
  const permissionsOf = new Map(all.map(({ id, permissions }) => [id, permissions]));
  const outranking = members.filter(
    ({ profileId }) => !may(actor, actOnMember, { permissions: permissionsOf.get(profileId) }),
  );
  return new Set(outranking.map(({ id }) => id));
}

/** The same by member id; deleted members are left out. */
export async function outrankingIds(
  services: Services,
  actor: MemberActor,
  memberIds: readonly string[],
): Promise<Set<string>> {
  const rows = await memberModel(services.db)
    .find({ organizationId: actor.organization.id, _id: { $in: [...new Set(memberIds)] } })
    .select('profileId')
    .session(services.transaction)
    .lean();
  const members = rows.map(({ _id, profileId }) => ({ id: _id, profileId }));
  return await outrankingAmong(services, actor, members);
}

/** @throws Problem `outranked` when one of these members may do more than the actor (MEM-13). */
export async function mustNotBeOutranked(
  services: Services,
  actor: MemberActor,
  memberIds: readonly string[],
): Promise<void> {
  const [id] = await outrankingIds(services, actor, memberIds);
  if (id !== undefined) throw new RefusedMember('outranked', { id });
}

/** The roles of members who may do more than the actor: deleting such a role would change these members (MEM-13). */
export async function rolesOfOutranking(services: Services, actor: MemberActor): Promise<Set<string>> {
  const organizationId = actor.organization.id;
  const all = await profiles.all(services, organizationId);
  const above = all.filter(({ permissions }) => !may(actor, actOnMember, { permissions })).map(({ id }) => id);
  if (above.length === 0) return new Set();
  const match = {
    organizationId,
    profileId: { $in: above },
  };
  const rows = await memberModel(services.db)
    .aggregate<{ _id: string }>([{ $match: match }, { $group: { _id: '$roleId' } }])
    .session(services.transaction);
  return new Set(rows.map(({ _id }) => _id));
}
