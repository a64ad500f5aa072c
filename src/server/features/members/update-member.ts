import * as accounts from '../../core/accounts/service.ts';
import * as audit from '../../core/audit/service.ts';
import { keepingLeaders } from '../../core/members/leaders.ts';
import { memberModel } from '../../core/members/model.ts';
import { mustNotBeOutranked } from '../../core/members/outranked.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/**
 * Gives a member another profile or role; it takes effect on their next call (MEM-11).
 * @throws Problem `not_found`, `outranked` for a member who may do more than the actor (MEM-13), `permission_required`
 *   for a profile with more than the actor has (MEM-12), `role_above_yours` (ROLE-2), `last_manager` (MEM-6),
 *   `last_administrator` (MEM-13).
 */
export async function updateMember(
  services: Services,
  { actor }: Authorized<'member.update'>,
  memberId: string,
  change: { profileId?: string | undefined; roleId?: string | undefined },
): Promise<void> {
  const organizationId = actor.organization.id;
  await withTransaction(services, async (tx) => {
    const members = memberModel(tx.db);
    const before = await members.findOne({ _id: memberId, organizationId }).session(tx.transaction).lean();
    if (!before) throw new Problem('not_found');
    await mustNotBeOutranked(tx, actor, [memberId]);
    const profileBefore = before.profileId;
    const { profileId = profileBefore } = change;
    if (profileId !== profileBefore) await profiles.assertGrantable(tx, actor, profileId);
    const roleBefore = before.roleId;
    const { roleId = roleBefore } = change;
    if (roleId !== roleBefore) {
      await roles.assertGrantable(tx, actor, roleId);
      await roles.hold(tx, organizationId, roleId);
    }
    const account = await accounts.findById(tx, before.accountId);
    if (profileId === profileBefore && roleId === roleBefore) return;
    const write = () =>
      members.updateOne(
        { _id: memberId, organizationId },
        { $set: { profileId, roleId } },
        { session: tx.transaction },
      );
    await (profileId === profileBefore ? write() : keepingLeaders(tx, actor, write));
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'member.update',
      target: { kind: 'member', id: memberId, label: account?.loginId ?? '' },
      details: { profileBefore, profile: profileId, roleBefore, role: roleId },
    });
  });
}
