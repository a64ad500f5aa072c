import { type Route, route } from '../../http/route.ts';
import type { MemberActor } from '../../platform/actor.ts';
import { authorize } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { exportReport, type Wanted } from './export-report.ts';
import { viewReports } from './policy.ts';
import { reportMembers } from './report-members.ts';
import { reportRecords } from './report-records.ts';
import { reportRequests } from './report-requests.ts';
import { reportSeats } from './report-seats.ts';
import * as schemas from './schemas.ts';

const common = { method: 'get', access: 'member', problems: ['permission_required'] } as const;

const json = { ...common, action: 'report.view' } as const;
const csv = { ...common, action: 'report.export', produces: 'text/csv' } as const;

export const reportRoutes: Route[] = [
  route({
    ...json,
    path: '/reports/members',
    summary: 'Members by status, and who is on the way in',
    response: schemas.membersReportSchema,
    handle: ({ services, actor }) => reportMembers(services, authorize(actor, viewReports)),
  }),
  route({
    ...json,
    path: '/reports/seats',
    summary: 'Seats bought, used and free at the end of each day',
    query: schemas.seatsReportQuery,
    response: schemas.seatsReportSchema,
    handle: ({ services, actor, query }) => reportSeats(services, authorize(actor, viewReports), query),
  }),
  route({
    ...json,
    path: '/reports/requests',
    summary: 'How long requests to join waited for their answer',
    response: schemas.requestsReportSchema,
    handle: ({ services, actor }) => reportRequests(services, authorize(actor, viewReports)),
  }),
  route({
    ...json,
    path: '/reports/records',
    summary: 'Records by owner, active and inactive',
    response: schemas.recordsReportSchema,
    handle: ({ services, actor }) => reportRecords(services, authorize(actor, viewReports)),
  }),
  ...(['members', 'requests', 'records'] as const).map((report) =>
    route({
      ...csv,
      path: `/reports/${report}.csv`,
      summary: `The report on ${report}, as CSV`,
      handle: ({ services, actor }) => download(services, actor, { report }),
    }),
  ),
  route({
    ...csv,
    path: '/reports/seats.csv',
    summary: 'The report on seats, as CSV',
    query: schemas.seatsReportQuery,
    handle: ({ services, actor, query }) => download(services, actor, { report: 'seats', ...query }),
  }),
];

async function download(services: Services, actor: MemberActor, wanted: Wanted) {
  return {
    type: 'text/csv',
    headers: { 'Content-Disposition': `attachment; filename="${wanted.report}.csv"` },
    body: await exportReport(services, authorize(actor, viewReports), wanted),
  };
}
