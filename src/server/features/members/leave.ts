import type { Heir } from '../../core/members/departed.ts';
import { memberModel } from '../../core/members/model.ts';
import { type Place, toRef } from '../../core/members/service.ts';
import * as records from '../../core/records/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Actor } from '../../platform/actor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { eraseMembers } from '../erasure/erase-members.ts';
import { leavingSteps } from './leaving.ts';

/**
 * Gives up a place of the actor's own account for good: what it was connected with ends, its seat is free, and whatever
 * names the person goes. With the last place goes the account.
 * @throws Problem `records_owned` when something was given to them since it was handed over.
 */
export async function leave(
  tx: Tx,
  actor: Actor,
  { id, organizationId }: Place,
  { organization, heir }: { organization: string; heir: Heir },
): Promise<void> {
  const row = await memberModel(tx.db).findOne({ _id: id, organizationId }).session(tx.session).lean();
  if (!row) return;
  if (await records.ownsRecords(tx, organizationId, id)) throw new Problem('records_owned');
  if (row.status === 'active') {
    const place = { ...toRef(row), organizationId };
    const here = { ...actor, organization: { id: organizationId, name: organization }, member: place };
    for (const end of leavingSteps) await end(tx, place, here);
    await subscription.freeSeats(tx, organizationId, 1);
  }
  await eraseMembers(tx, { organizationId, actor, heir, action: 'account.close' }, [row]);
}
