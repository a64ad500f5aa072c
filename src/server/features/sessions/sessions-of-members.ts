import * as audit from '../../core/audit/service.ts';
import { memberModel } from '../../core/members/model.ts';
import { mustNotBeOutranked } from '../../core/members/outranked.ts';
import { labelOf } from '../../core/members/owners.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';

/**
 * Ends a member's open sessions, in every host and also those that were opened for another organization: a session is
 * the person's. The actor's own goes on. The member can sign in again; to keep them out is to deactivate them.
 * @returns how many were open.
 * @throws Problem `not_found`, `outranked` for a member who may do more than the actor (MEM-13).
 */
export async function endOfMember(
  services: Services,
  { actor }: Authorized<'member.sign-out'>,
  memberId: string,
): Promise<number> {
  const organizationId = actor.organization.id;
  return await withTransaction(services, async (tx) => {
    const member = await memberModel(tx.db)
      .findOne({ _id: memberId, organizationId })
      .select('accountId')
      .session(tx.transaction)
      .lean();
    if (!member) throw new Problem('not_found');
    await mustNotBeOutranked(tx, actor, [memberId]);
    const whose = { accountIds: [member.accountId], ...(actor.session && { except: actor.session.id }) };
    const count = await endSessions(tx, whose, 'ended_by_administrator');
    const label = await labelOf(tx, organizationId, memberId);
    const target = { kind: 'member', id: memberId, label };
    await audit.record(tx, { actor, organizationId, action: 'member.sign-out', target, details: { count } });
    return count;
  });
}
