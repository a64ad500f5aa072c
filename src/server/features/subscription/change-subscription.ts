import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import * as subscription from './service.ts';

/**
 * SUB-1: changes the number of seats bought.
 * @throws Problem `seats_below_use`.
 */
export async function changeSubscription(
  services: Services,
  { actor }: Authorized<'subscription.update'>,
  { seats }: { seats: number },
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const before = await subscription.seats(tx, actor.organization.id);
    if (before.bought === seats) return;
    await subscription.setBought(tx, actor.organization.id, seats);
    await audit.record(tx, {
      actor,
      organizationId: actor.organization.id,
      action: 'subscription.update',
      target: { kind: 'organization', id: actor.organization.id, label: actor.organization.name },
      details: { seatsBefore: before.bought, seats },
    });
  });
}
