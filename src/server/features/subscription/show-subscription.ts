import * as invitations from '../../core/invitations/service.ts';
import * as subscription from '../../core/seats/service.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { listExtensions } from '../extensions/list-extensions.ts';
import { updateSubscription } from './policy.ts';
import type { Subscription } from './schemas.ts';

/** SUB-1: seats and extensions bought, used and free, and how many more would be taken if everybody invited accepted. */
export async function showSubscription(
  services: Services,
  authorized: Authorized<'subscription.view'>,
): Promise<Subscription> {
  const { actor } = authorized;
  const [seats, extensions, pendingInvitations] = await Promise.all([
    subscription.seats(services, actor.organization.id),
    listExtensions(services, authorized),
    invitations.countPending(services, actor.organization.id),
  ]);
  return { seats, extensions, pendingInvitations, abilities: { update: may(actor, updateSubscription) } };
}
