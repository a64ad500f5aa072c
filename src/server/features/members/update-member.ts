import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as accounts from '../accounts/service.ts';
import * as audit from '../audit/service.ts';
import * as profiles from '../profiles/service.ts';
import * as roles from '../roles/service.ts';
import { keepOneManager } from './keep-one-manager.ts';
import { memberModel } from './model.ts';

/**
 * Gives a member another profile or role; it takes effect on their next call (MEM-11).
 * @throws Problem `not_found`, `permission_required` for a profile with more than the actor has, `last_manager` (MEM-6).
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
    const before = await members.findOne({ _id: memberId, organizationId }).session(tx.session).lean();
    if (!before) throw new Problem('not_found');
    const profileBefore = before.profileId.toHexString();
    const { profileId = profileBefore } = change;
    const profile =
      profileId === profileBefore
        ? await profiles.choose(tx, organizationId, profileId)
        : await profiles.give(tx, actor, profileId);
    const role = await roles.choose(tx, organizationId, change.roleId ?? before.roleId.toHexString());
    const account = await accounts.findById(tx, before.accountId.toHexString());
    if (before.profileId.equals(profile.id) && before.roleId.equals(role.id)) return;
    await members.updateOne(
      { _id: memberId, organizationId },
      { $set: { profileId: profile.id, roleId: role.id } },
      { session: tx.session },
    );
    if (!before.profileId.equals(profile.id)) await keepOneManager(tx, organizationId);
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'member.update',
      target: { kind: 'member', id: memberId, label: account?.loginId ?? '' },
      details: {
        profileBefore,
        profile: profile.id,
        roleBefore: before.roleId.toHexString(),
        role: role.id,
      },
    });
  });
}
