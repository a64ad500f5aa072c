import type { QueryFilter, UpdateQuery } from 'mongoose';
import { after, DAY } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { type SubscriptionRow, subscriptionModel } from './model.ts';
import { noteSeats } from './seat-history.ts';

export interface Seats {
  bought: number;
  used: number;
  free: number;
}

/** A new organization's seats, all free. */
export async function create(tx: Tx, organizationId: string, seats: number): Promise<void> {
  await subscriptionModel(tx.db).create([{ organizationId, bought: seats, free: seats }], { session: tx.transaction });
  await noteSeats(tx, organizationId, { bought: seats, free: seats });
}

/**
 * Takes one seat, with a conditional update, so that concurrent calls never take more than were bought (MEM-10).
 * @throws Problem `seats_exhausted`.
 */
export async function takeSeat(tx: Tx, organizationId: string): Promise<void> {
  await takeSeats(tx, organizationId, 1);
}

/** The same for several seats: all of them, or none. */
export async function takeSeats(tx: Tx, organizationId: string, count: number): Promise<void> {
  await change(tx, { organizationId, free: { $gte: count } }, { $inc: { free: -count } }, 'seats_exhausted');
}

/**
 * Holds whoever takes or gives back a seat at the same moment: of the two, the second sees what the first did. For what
 * must not vanish while somebody is given it together with a seat.
 */
export async function holdSeats({ db, transaction: session }: Tx, organizationId: string): Promise<void> {
  await subscriptionModel(db).updateOne({ organizationId }, { $inc: { revision: 1 } }, { session });
}

/** Frees seats of members who are no longer active; the number bought stays (MEM-1). */
export async function freeSeats(tx: Tx, organizationId: string, count: number): Promise<void> {
  await change(tx, { organizationId }, { $inc: { free: count } }, 'not_found');
}

export async function seats(services: Services, organizationId: string): Promise<Seats> {
  const row = await subscriptionModel(services.db).findOne({ organizationId }).session(services.transaction).lean();
  if (!row) throw new Problem('not_found');
  return toSeats(row);
}

export function toSeats({ bought, free }: Pick<SubscriptionRow, 'bought' | 'free'>): Seats {
  return { bought, free, used: bought - free };
}

/**
 * Sets the number of seats bought.
 * @throws Problem `seats_below_use` (SUB-1).
 */
export async function setBought(tx: Tx, organizationId: string, bought: number): Promise<Seats> {
  const now = await seats(tx, organizationId);
  if (bought < now.used) throw new Problem('seats_below_use', { details: { used: now.used } });
  await change(tx, { organizationId }, { $set: { bought, free: bought - now.used } }, 'not_found');
  return { bought, used: now.used, free: bought - now.used };
}

/** Every change of seats goes through here, so that the history for reports is complete. */
async function change(
  tx: Tx,
  filter: QueryFilter<SubscriptionRow> & { organizationId: string },
  update: UpdateQuery<SubscriptionRow>,
  refusal: 'seats_exhausted' | 'not_found',
): Promise<void> {
  const row = await subscriptionModel(tx.db)
    .findOneAndUpdate(filter, update, { session: tx.transaction, returnDocument: 'after' })
    .lean();
  if (!row) throw new Problem(refusal);
  await noteSeats(tx, filter.organizationId, row);
}

/**
 * INV-10: claims the day's mail to approvers about missing seats.
 * @returns the current time when the caller has to send it; null when it was sent in the last 24 hours.
 */
export async function claimExhaustedNotice(tx: Tx, organizationId: string): Promise<Date | null> {
  const now = tx.clock.now();
  const { modifiedCount } = await subscriptionModel(tx.db).updateOne(
    { organizationId, $or: [{ exhaustedToldAt: null }, { exhaustedToldAt: { $lte: after(now, -DAY) } }] },
    { $set: { exhaustedToldAt: now } },
    { session: tx.transaction },
  );
  return modifiedCount === 1 ? now : null;
}
