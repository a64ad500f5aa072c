import * as audit from '../../core/audit/service.ts';
import * as invitations from '../../core/invitations/service.ts';
import * as subscription from '../../core/seats/service.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { changeLicence } from '../extensions/change-licence.ts';
import { listExtensions } from '../extensions/list-extensions.ts';
import type { LicenceChanges } from '../extensions/schemas.ts';
import { updateSubscription } from './policy.ts';
import type { Subscription, UpdateSubscriptionBody } from './schemas.ts';

/** SUB-1: seats and extensions bought, used and free, and the seats that pending invitations would take. */
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

/**
 * SUB-1: changes the numbers bought and how extensions are licensed, all or nothing.
 * @throws Problem `seats_below_use`, `extension_below_use`: the first refusal; `errors` name every refused number.
 */
export async function changeSubscription(
  services: Services,
  authorized: Authorized<'subscription.update'>,
  { seats, extensions = {} }: UpdateSubscriptionBody,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const refused: Problem[] = [];
    if (seats !== undefined) await collect(refused, 'seats', changeSeats(tx, authorized, seats));
    for (const key of Object.keys(extensions) as (keyof LicenceChanges)[]) {
      const change = extensions[key];
      if (change) await collect(refused, `extensions.${key}.bought`, changeLicence(tx, authorized, key, change));
    }
    const [first] = refused;
    if (!first) return;
    const errors = refused.flatMap(({ extras }) => extras.errors ?? []);
    throw new Problem(first.code, { ...first.extras, errors });
  });
}

/** Collects the refusal of one number, so that the caller gets all of them. The transaction saves nothing then. */
async function collect(refused: Problem[], field: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    refused.push(new Problem(error.code, { ...error.extras, errors: [{ field, code: error.code, message: '' }] }));
  }
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
