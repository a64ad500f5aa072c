import { after, DAY } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { subscriptionModel } from './model.ts';

export interface Seats {
  bought: number;
  used: number;
  free: number;
}

/** A new organization's seats, all free. */
export async function create(tx: Tx, organizationId: string, seats: number): Promise<void> {
  await subscriptionModel(tx.db).create([{ organizationId, bought: seats, free: seats }], { session: tx.session });
}

/**
 * Takes one seat: one conditional update, so that seats never oversell however many try at once (MEM-10).
 * @throws Problem `seats_exhausted`.
 */
export async function takeSeat(tx: Tx, organizationId: string): Promise<void> {
  await takeSeats(tx, organizationId, 1);
}

/** The same for many at once: all of them, or none. */
export async function takeSeats(tx: Tx, organizationId: string, count: number): Promise<void> {
  const { matchedCount } = await subscriptionModel(tx.db).updateOne(
    { organizationId, free: { $gte: count } },
    { $inc: { free: -count } },
    { session: tx.session },
  );
  if (matchedCount === 0) throw new Problem('seats_exhausted');
}

/** Gives back the seats of members who are no longer active; how many are bought stays (MEM-1). */
export async function freeSeats(tx: Tx, organizationId: string, count: number): Promise<void> {
  await subscriptionModel(tx.db).updateOne({ organizationId }, { $inc: { free: count } }, { session: tx.session });
}

export async function seats(services: Services, organizationId: string): Promise<Seats> {
  const row = await subscriptionModel(services.db)
    .findOne({ organizationId })
    .session(services.session ?? null)
    .lean();
  if (!row) throw new Problem('not_found');
  return { bought: row.bought, free: row.free, used: row.bought - row.free };
}

/**
 * Sets the number of seats bought.
 * @throws Problem `seats_below_use` (SUB-1).
 */
export async function setBought(tx: Tx, organizationId: string, bought: number): Promise<Seats> {
  const now = await seats(tx, organizationId);
  if (bought < now.used) throw new Problem('seats_below_use', { details: { used: now.used } });
  await subscriptionModel(tx.db).updateOne(
    { organizationId },
    { $set: { bought, free: bought - now.used } },
    { session: tx.session },
  );
  return { bought, used: now.used, free: bought - now.used };
}

/** The moment, when the caller is the one to tell approvers that there is no seat, once a day at most; else null (INV-10). */
export async function claimExhaustedNotice(tx: Tx, organizationId: string): Promise<Date | null> {
  const now = tx.clock.now();
  const { modifiedCount } = await subscriptionModel(tx.db).updateOne(
    { organizationId, $or: [{ exhaustedToldAt: null }, { exhaustedToldAt: { $lte: after(now, -DAY) } }] },
    { $set: { exhaustedToldAt: now } },
    { session: tx.session },
  );
  return modifiedCount === 1 ? now : null;
}
