import * as audit from '../../core/audit/service.ts';
import { targetOf } from '../../core/join-requests/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { decide } from './decide.ts';
import { present } from './present.ts';
import type { JoinRequest } from './schemas.ts';

/**
 * Takes the own request back (JOIN-7).
 * @throws Problem `not_found`, `already_decided`, `request_withdrawn`.
 */
export async function withdrawJoinRequest(
  services: Services,
  { actor }: Authorized<'join-request.withdraw', Actor>,
  requestId: string,
): Promise<JoinRequest> {
  const row = await withTransaction(services, async (tx) => {
    const withdrawn = await decide(tx, actor, requestId, 'withdrawn');
    await audit.record(tx, {
      actor,
      organizationId: withdrawn.organizationId,
      action: 'join-request.withdraw',
      target: targetOf(withdrawn),
    });
    return withdrawn;
  });
  return present(actor, row);
}
