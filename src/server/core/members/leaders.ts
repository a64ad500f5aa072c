import type { MemberActor } from '../../platform/actor.ts';
import { covers, PERMISSIONS } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import * as profiles from '../profiles/service.ts';
import { memberModel } from './model.ts';

/** The profiles that make somebody one of those without whom the organization could not go on, and how many have one. */
interface Holders {
  profileIds: ReadonlySet<string>;
  count: number;
}

/** Active members who manage users (MEM-6), and those who may do everything (MEM-13). */
export interface Leaders {
  managers: Holders;
  administrators: Holders;
}

/**
 * Does what may take power from somebody: another profile for a member, fewer permissions for a profile, a profile
 * deleted, a member deactivated. An organization always keeps an active member with `manageUsers` (MEM-6) and, where it
 * has one, an active member with every permission (MEM-13). Two such changes at once run into each other; the second one
 * sees what the first one left, also of whoever makes it.
 * @param work is told who leads before it has written anything.
 * @throws Problem `last_manager`, `last_administrator`; `permission_required` or `member_inactive` when the actor has
 *   lost meanwhile what the call was let in for.
 */
export async function keepingLeaders<Result>(
  tx: Tx,
  actor: MemberActor,
  work: (leaders: Leaders) => Promise<Result>,
): Promise<Result> {
  const organizationId = actor.organization.id;
  const before = await holdLeaders(tx, organizationId);
  const lost = await whatIsLost(tx, actor);
  const result = await work(before);
  const after = await findLeaders(tx, organizationId);
  if (after.managers.count === 0) throw new Problem('last_manager');
  if (before.administrators.count > 0 && after.administrators.count === 0) throw new Problem('last_administrator');
  if (lost) throw new Problem(lost);
  return result;
}

/** As of now, held: two transactions at once that ask run into each other, and the second sees what the first left. */
export async function holdLeaders(tx: Tx, organizationId: string): Promise<Leaders> {
  await profiles.lockLeaders(tx, organizationId);
  return await findLeaders(tx, organizationId);
}

async function findLeaders(tx: Tx, organizationId: string): Promise<Leaders> {
  const managing = await profiles.granting(tx, organizationId, 'manageUsers');
  const complete = await profiles.granting(tx, organizationId, ...PERMISSIONS);
  return {
    managers: await countHolders(tx, organizationId, managing),
    administrators: await countHolders(tx, organizationId, complete),
  };
}

async function countHolders(tx: Tx, organizationId: string, profileIds: readonly string[]): Promise<Holders> {
  const count = await memberModel(tx.db)
    .countDocuments({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .session(tx.session);
  return { profileIds: new Set(profileIds), count };
}

/** What the actor was let in with was read before the transaction; somebody may have taken it away since. */
async function whatIsLost(
  tx: Tx,
  { organization, member, permissions }: MemberActor,
): Promise<'member_inactive' | 'permission_required' | null> {
  const row = await memberModel(tx.db)
    .findOne({ _id: member.id, organizationId: organization.id, status: 'active' })
    .session(tx.session)
    .lean();
  if (!row) return 'member_inactive';
  const profile = await profiles.find(tx, organization.id, row.profileId.toHexString());
  return covers(new Set(profile?.permissions), [...permissions]) ? null : 'permission_required';
}
