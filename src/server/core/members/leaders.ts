import type { MemberActor } from '../../platform/actor.ts';
import { covers, PERMISSIONS, type Permission } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import * as profiles from '../profiles/service.ts';
import { memberModel } from './model.ts';

/** The profiles with permissions that the organization can't do without, and the number of their active members. */
interface Holders {
  profileIds: ReadonlySet<string>;
  count: number;
}

/** Active members who manage users (MEM-6), and those who may do everything (MEM-13). */
export interface Leaders {
  managers: Holders;
  administrators: Holders;
}

/** The permissions that an organization can't do without. */
const POWERS = [['manageUsers'], ['manageOrganization'], PERMISSIONS] as const;

/**
 * Runs a change that may take permissions from members: another profile for a member, fewer permissions for a profile,
 * a deleted profile, deactivated members. Afterwards the organization still has an active member with `manageUsers`
 * (MEM-6) and, if it had one before, an active member with every permission (MEM-13). Concurrent changes conflict; the
 * retried one sees the result of the other, including permissions that the actor lost.
 * @param work the change; receives the leaders before it.
 * @throws Problem `last_manager`, `last_administrator`; `permission_required` or `member_inactive` when the actor lost
 *   permissions or membership after the call was authorized.
 */
export async function keepingLeaders<Result>(
  tx: Tx,
  actor: MemberActor,
  work: (leaders: Leaders) => Promise<Result>,
): Promise<Result> {
  const organizationId = actor.organization.id;
  const before = await holdLeaders(tx, organizationId);
  const lost = await lostSince(tx, actor);
  const result = await work(before);
  const after = await findLeaders(tx, organizationId);
  if (after.managers.count === 0) throw new Problem('last_manager');
  if (before.administrators.count > 0 && after.administrators.count === 0) throw new Problem('last_administrator');
  if (lost) throw new Problem(lost);
  return result;
}

/** The leaders now. Concurrent transactions that call this conflict, and the retried one sees the other's result. */
export async function holdLeaders(tx: Tx, organizationId: string): Promise<Leaders> {
  await profiles.lockLeaders(tx, organizationId);
  return await findLeaders(tx, organizationId);
}

/**
 * Whether this member is the only active one who manages users, who manages the organization, or who has every
 * permission (ACC-8, MEM-13). In a transaction, call `holdLeaders` first.
 */
export async function isOnlyLeader(services: Services, organizationId: string, memberId: string): Promise<boolean> {
  for (const power of POWERS) {
    const profileIds = await profiles.granting(services, organizationId, ...power);
    const holders = await memberModel(services.db)
      .find({ organizationId, status: 'active', profileId: { $in: profileIds } })
      .select('_id')
      .limit(2)
      .session(services.transaction)
      .lean();
    const [first] = holders;
    if (holders.length === 1 && first?._id === memberId) return true;
  }
  return false;
}

async function findLeaders(tx: Tx, organizationId: string): Promise<Leaders> {
  const all = await profiles.all(tx, organizationId);
  const granting = (wanted: readonly Permission[]) => all.filter((each) => covers(new Set(each.permissions), wanted));
  return {
    managers: await countHolders(tx, organizationId, granting(['manageUsers'])),
    administrators: await countHolders(tx, organizationId, granting(PERMISSIONS)),
  };
}

async function countHolders(tx: Tx, organizationId: string, granting: readonly { id: string }[]): Promise<Holders> {
  const profileIds = granting.map(({ id }) => id);
  const count = await memberModel(tx.db)
    .countDocuments({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .session(tx.transaction);
  return { profileIds: new Set(profileIds), count };
}

/** Why the actor may no longer do what the call was authorized for, which was decided before the transaction began. */
async function lostSince(
  tx: Tx,
  { organization, member, permissions }: MemberActor,
): Promise<'member_inactive' | 'permission_required' | null> {
  const row = await memberModel(tx.db)
    .findOne({ _id: member.id, organizationId: organization.id, status: 'active' })
    .session(tx.transaction)
    .lean();
  if (!row) return 'member_inactive';
  const profile = await profiles.find(tx, organization.id, row.profileId);
  return covers(new Set(profile?.permissions), [...permissions]) ? null : 'permission_required';
}
