import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import type { Move } from '../members/assignments.ts';
import { invitationModel } from './model.ts';

/**
 * Gives open invitations another profile or role in place of one that is deleted.
 * @returns how many.
 * @throws Problem `in_use` when there are some and `to` is null.
 */
export async function moveInvitations(tx: Tx, { organizationId, field, from, to }: Move): Promise<number> {
  const filter = { organizationId, status: 'pending', [field]: from } as const;
  if (to === null) {
    if (await invitationModel(tx.db).exists(filter).session(tx.transaction)) throw new Problem('in_use');
    return 0;
  }
  const { modifiedCount } = await invitationModel(tx.db).updateMany(
    filter,
    { $set: { [field]: to } },
    { session: tx.transaction },
  );
  return modifiedCount;
}
