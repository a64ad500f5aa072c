import { MINUTE } from '../../platform/clock.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { seatChangeModel } from './model.ts';

const QUARTER = 15 * MINUTE;

/** Seats at the end of a day of the organization's time zone (`2026-12-31`). */
export interface SeatsOfDay {
  day: string;
  bought: number;
  used: number;
}

/** Keeps how the seats stand now, in the transaction that changed them (RPT-1). */
export async function noteSeats(
  tx: Tx,
  organizationId: string,
  { bought, free }: { bought: number; free: number },
): Promise<void> {
  const quarter = new Date(Math.floor(tx.clock.now().getTime() / QUARTER) * QUARTER);
  await seatChangeModel(tx.db).updateOne(
    { organizationId, quarter },
    { $set: { bought, used: bought - free } },
    { session: tx.session, upsert: true },
  );
}

/** The days since a moment on which seats changed, the earliest first, and how they stood before. */
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
