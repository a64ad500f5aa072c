import * as organizations from '../../core/organizations/service.ts';
import { seatsByDay } from '../../core/seats/seat-history.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after, DAY } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { dayOf, daysUpTo, seatsOn } from './rules.ts';
import type { SeatsReport, SeatsReportQuery } from './schemas.ts';

/** RPT-1: seats bought and used at the end of each day. */
export async function reportSeats(
  services: Services,
  { actor }: Authorized<'report.view'>,
  { days }: SeatsReportQuery,
): Promise<SeatsReport> {
  const organizationId = actor.organization.id;
  const organization = await organizations.find(services, organizationId);
  if (!organization) throw new Problem('not_found');
  const { timeZone } = organization;
  const now = services.clock.now();
  const today = dayOf(now, timeZone);
  // One more: the first day began before this moment of the clock.
  const since = after(now, -(Number(days) + 1) * DAY);
  const [changes, seats] = await Promise.all([
    seatsByDay(services, organizationId, { since, timeZone }),
    subscription.seats(services, organizationId),
  ]);
  return {
    timeZone,
    points: seatsOn(daysUpTo(today, Number(days)), [...changes.days, { ...seats, day: today }], changes.before),
  };
}
