import * as audit from '../../core/audit/service.ts';
import { mayAskAgainAt } from '../../core/join-requests/rules.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { decide } from './decide.ts';
import { mailDeclined } from './mails.ts';
import { present } from './present.ts';
import type { JoinRequest } from './schemas.ts';

/**
 * Declines a request and tells the person, with the reason and when they may ask again (JOIN-8).
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`.
 */
export async function declineJoinRequest(
  services: Services,
  { actor }: Authorized<'join-request.decline'>,
  requestId: string,
  { reason }: { reason: string },
): Promise<JoinRequest> {
  const organizationId = actor.organization.id;
  const row = await withTransaction(services, async (tx) => {
    const organization = await organizations.find(tx, organizationId);
    if (!organization) throw new Problem('not_found');
    const declined = await decide(tx, actor, requestId, 'declined', reason || null);
    const again = mayAskAgainAt(tx.clock.now(), tx.config.ASK_AGAIN_DAYS);
    await mailDeclined(tx, organization, declined, again);
    await audit.record(tx, { actor, organizationId, action: 'join-request.decline', target: targetOf(declined) });
    return declined;
  });
  return present(actor, row);
}
