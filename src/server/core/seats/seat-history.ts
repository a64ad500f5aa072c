import { MINUTE } from '../../platform/clock.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { seatChangeModel } from './model.ts';

const QUARTER = 15 * MINUTE;

/** Seats at the end of a day (`2026-12-31`) in the organization's time zone. */
export interface SeatsOfDay {
  day: string;
  bought: number;
  used: number;
}

/** Stores the current seats, in the transaction that changed them (RPT-1). */
export async function noteSeats(
  tx: Tx,
  organizationId: string,
  { bought, free }: { bought: number; free: number },
): Promise<void> {
  const quarter = new Date(Math.floor(tx.clock.now().getTime() / QUARTER) * QUARTER);
  await seatChangeModel(tx.db).updateOne(
    { organizationId, quarter },
    { $set: { bought, used: bought - free } },
    { session: tx.transaction, upsert: true },
  );
}

/** The days since `since` on which seats changed, the earliest first, and the seats before. */
export async function seatsByDay(
  { db }: Services,
  organizationId: string,
  { since, timeZone }: { since: Date; timeZone: string },
): Promise<{ before: Omit<SeatsOfDay, 'day'> | null; days: SeatsOfDay[] }> {
  const changes = seatChangeModel(db);
  const [before, days] = await Promise.all([
    changes
      .findOne({ organizationId, quarter: { $lt: since } })
      .sort({ quarter: -1 })
      .lean(),
    changes.aggregate<SeatsOfDay>([
      { $match: { organizationId, quarter: { $gte: since } } },
      { $sort: { quarter: 1 } },
      {
        $group: {
          _id: { $dateToString: { date: '$quarter', format: '%Y-%m-%d', timezone: timeZone } },
          bought: { $last: '$bought' },
          used: { $last: '$used' },
        },
      },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, day: '$_id', bought: 1, used: 1 } },
    ]),
  ]);
  return { before: before && { bought: before.bought, used: before.used }, days };
}
