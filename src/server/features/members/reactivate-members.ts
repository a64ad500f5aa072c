import * as audit from '../../core/audit/service.ts';
import { supersedeInvitations } from '../../core/invitations/supersede-invitations.ts';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import { recipients, toRef } from '../../core/members/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { mailReactivated } from './mails.ts';
import { reactivationRefusals } from './rules.ts';
import type { MembersBody, MembersResponse } from './schemas.ts';
import { doneRows, refuseTogether, resultOf, selectMembers, verdictOf } from './selection.ts';

/**
 * MEM-7: reactivates members with their previous profile and role, as long as seats are free. What ended at their
 * deactivation does not come back.
 * @throws Problem `not_found`; with `atomic` also `outranked` (MEM-13) and `seats_exhausted`, with `needed`, `free` and
 *   `missing` seats.
 */
export async function reactivateMembers(
  services: Services,
  { actor }: Authorized<'member.reactivate'>,
  { atomic, ...selection }: MembersBody,
): Promise<MembersResponse> {
  const organizationId = actor.organization.id;
  return await withTransaction(services, async (tx) => {
    const rows = await selectMembers(tx, organizationId, selection);
    const { free } = await subscription.seats(tx, organizationId);
    const outranking = await outrankingAmong(tx, actor, rows.map(toRef));
    const members = rows.map(toRef).map(({ id, status }) => ({ status, outranks: outranking.has(id) }));
    const refusals = reactivationRefusals(members, free);
    const verdicts = rows.map((row, index) => verdictOf(row, refusals[index] ?? null, 'member_active'));
    const needed = members.filter(({ status, outranks }) => status === 'inactive' && !outranks).length;
    if (atomic) refuseTogether(verdicts, { needed, free, missing: Math.max(0, needed - free) });
    const returning = doneRows(verdicts);
    if (returning.length > 0) await reactivate(tx, actor, returning);
    return { results: verdicts.map(resultOf), seats: await subscription.seats(tx, organizationId) };
  });
}

async function reactivate(tx: Tx, actor: MemberActor, rows: readonly MemberRow[]): Promise<void> {
  const organizationId = actor.organization.id;
  await subscription.takeSeats(tx, organizationId, rows.length);
  await memberModel(tx.db).updateMany(
    { _id: { $in: rows.map(({ _id }) => _id) }, organizationId },
    { $set: { status: 'active', deactivatedAt: null }, $inc: { revision: 1 } },
    { session: tx.transaction },
  );
  const people = await recipients(tx, organizationId, rows.map(toRef));
  await supersedeInvitations(tx, actor, people);
  await audit.recordAll(
    tx,
    people.map(({ id, loginId, profileId, roleId }) => ({
      actor,
      organizationId,
      action: 'member.reactivate',
      target: { kind: 'member', id, label: loginId },
      details: { profileId, roleId },
    })),
  );
  await mailReactivated(tx, actor, people);
}
