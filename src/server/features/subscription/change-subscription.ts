import type { Authorized } from '../../platform/authorize.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import * as audit from '../audit/service.ts';
import { changeLicences } from '../extensions/change-licences.ts';
import type { UpdateSubscriptionBody } from './schemas.ts';
import * as subscription from './service.ts';

/**
 * SUB-1: changes the numbers bought and how extensions are licensed; all of it, or nothing.
 * @throws Problem `seats_below_use`, `extension_below_use`.
 */
export async function changeSubscription(
  services: Services,
  authorized: Authorized<'subscription.update'>,
  { seats, extensions = {} }: UpdateSubscriptionBody,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    if (seats !== undefined) await changeSeats(tx, authorized, seats);
    await changeLicences(tx, authorized, extensions);
  });
}

async function changeSeats(tx: Tx, { actor }: Authorized<'subscription.update'>, seats: number): Promise<void> {
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
}
