import * as audit from '../../core/audit/service.ts';
import { moveInvitations } from '../../core/invitations/move-invitations.ts';
import { keepingLeaders } from '../../core/members/leaders.ts';
import { moveMembers } from '../../core/members/places.ts';
import { profileModel } from '../../core/profiles/model.ts';
import { changeRefusal } from '../../core/profiles/rules.ts';
import { holdSeats } from '../../core/seats/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { findRow } from './change-profile.ts';

/**
 * Deletes a profile; its members and the people invited to it get another one first, in the same transaction.
 * @throws Problem `not_found`, `built_in`, `in_use` when somebody has it and `moveTo` says nothing, `last_manager`,
 *   `last_administrator`, `outranked` when it permits more than the actor may, `permission_required` when its members
 *   would gain what the actor does not have.
 */
export async function deleteProfile(
  services: Services,
  { actor }: Authorized<'profile.manage'>,
  profileId: string,
  moveTo: string | undefined,
): Promise<void> {
  const organizationId = actor.organization.id;
  await withTransaction(services, async (tx) => {
    const row = await findRow(tx, organizationId, profileId);
    if (row.builtIn !== null) throw new Problem('built_in');
    if (moveTo === profileId) throw new Problem('in_use');
    const target = moveTo ? await findRow(tx, organizationId, moveTo) : null;
    const refusal = changeRefusal(row, { permissions: target?.permissions }, actor.permissions);
    if (refusal) throw new Problem(refusal);
    await holdSeats(tx, organizationId);
    const move = { organizationId, field: 'profileId', from: profileId, to: moveTo ?? null } as const;
    const moved = await keepingLeaders(tx, actor, async () => {
      const moved = { members: await moveMembers(tx, move), invitations: await moveInvitations(tx, move) };
      await profileModel(tx.db).deleteOne({ _id: profileId, organizationId }, { session: tx.session });
      return moved;
    });
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'profile.delete',
      target: { kind: 'profile', id: profileId, label: row.name },
      details: { ...moved, moveTo: moveTo ?? null },
    });
  });
}
