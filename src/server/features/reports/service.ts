import * as joinRequests from '../../core/join-requests/service.ts';
import * as members from '../../core/members/owners.ts';
import * as organizations from '../../core/organizations/service.ts';
import { seatsByDay } from '../../core/seats/seat-history.ts';
import * as subscription from '../../core/seats/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { after, DAY, SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { countAnswers, medianAnswer } from '../join-requests/answer-times.ts';
import { countMembers } from '../members/list-members.ts';
import { countByOwner, type OwnedCounts } from '../records/count-by-owner.ts';
import { ANSWER_SPANS, ANSWERS_OF, dayOf, daysUpTo, OWNERS_SHOWN, seatsOn } from './rules.ts';
import type { MembersReport, RecordsReport, RequestsReport, SeatsReport, SeatsReportQuery } from './schemas.ts';

/** Owners whose names are loaded together. */
const BATCH = 500;

/** The number of records that a member owns, with the member's name. */
export type OwnedBy = OwnedCounts & Pick<members.OwnerRef, 'fullName' | 'loginId' | 'status'>;

/** RPT-1: members by status, and pending invitations and requests. */
export async function reportMembers(services: Services, authorized: Authorized<'report.view'>): Promise<MembersReport> {
  const { all: _, ...counts } = await countMembers(services, authorized);
  return counts;
}

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
  // One day more, because the first day began earlier than this time of day.
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

/** RPT-1: how long requests to join waited for their answer. */
export async function reportRequests(
  services: Services,
  { actor }: Authorized<'report.view'>,
): Promise<RequestsReport> {
  const organizationId = actor.organization.id;
  const since = after(services.clock.now(), -ANSWERS_OF);
  const [counts, pending] = await Promise.all([
    countAnswers(services, organizationId, { since, spans: ANSWER_SPANS }),
    joinRequests.countPending(services, organizationId),
  ]);
  const approved = counts.reduce((sum, count) => sum + count.approved, 0);
  const declined = counts.reduce((sum, count) => sum + count.declined, 0);
  const median = await medianAnswer(services, organizationId, { since, count: approved + declined });
  return {
    since: since.toISOString(),
    approved,
    declined,
    pending,
    median: median === null ? null : median / SECOND,
    spans: ANSWER_SPANS.map((from, index) => {
      const until = ANSWER_SPANS[index + 1];
      const count = counts.find((each) => each.from === from);
      return {
        from: from / SECOND,
        until: until === undefined ? null : until / SECOND,
        approved: count?.approved ?? 0,
        declined: count?.declined ?? 0,
      };
    }),
  };
}

/** RPT-1, MEM-3: records by owner. Inactive owners are included, and counted on their own. */
export async function reportRecords(services: Services, { actor }: Authorized<'report.view'>): Promise<RecordsReport> {
  const report: RecordsReport = {
    active: { owners: 0, records: 0 },
    inactive: { owners: 0, records: 0 },
    owners: [],
    others: { owners: 0, leads: 0, contacts: 0, deals: 0, tasks: 0, total: 0 },
  };
  const { others } = report;
  for await (const { ownerId, ...owned } of allOwners(services, actor.organization.id)) {
    const side = report[owned.status];
    side.owners += 1;
    side.records += owned.total;
    if (report.owners.length < OWNERS_SHOWN) {
      report.owners.push({ id: ownerId, ...owned });
      continue;
    }
    others.owners += 1;
    for (const key of ['leads', 'contacts', 'deals', 'tasks', 'total'] as const) others[key] += owned[key];
  }
  return report;
}

/** All owners of records, those with the most records first, one batch in memory at a time. */
export async function* allOwners(services: Services, organizationId: string): AsyncGenerator<OwnedBy> {
  let batch: OwnedCounts[] = [];
  for await (const owned of countByOwner(services, organizationId)) {
    batch.push(owned);
    if (batch.length < BATCH) continue;
    yield* await withOwners(services, organizationId, batch);
    batch = [];
  }
  yield* await withOwners(services, organizationId, batch);
}

async function withOwners(
  services: Services,
  organizationId: string,
  batch: readonly OwnedCounts[],
): Promise<OwnedBy[]> {
  const byId = await members.findOwners(
    services,
    organizationId,
    batch.map(({ ownerId }) => ownerId),
  );
  return batch.map((owned) => {
    const { fullName = '', loginId = '', status = 'inactive' } = byId.get(owned.ownerId) ?? {};
    return { ...owned, fullName, loginId, status };
  });
}
