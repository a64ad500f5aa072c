import { type Route, route } from '../../http/route.ts';
import type { MemberActor } from '../../platform/actor.ts';
import { authorize } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { exportReport, type Wanted } from './export-report.ts';
import { viewReports } from './policy.ts';
import { reportsCalls } from './schemas.ts';
import { reportMembers, reportRecords, reportRequests, reportSeats } from './service.ts';

const common = { access: 'member', problems: ['permission_required'] } as const;

const json = { ...common, action: 'report.view' } as const;
const csv = { ...common, action: 'report.export' } as const;

export const reportRoutes: Route[] = [
  route(reportsCalls, 'GET /reports/members', {
    ...json,
    summary: 'Members by status, and pending invitations and requests',
    handle: ({ services, actor }) => reportMembers(services, authorize(actor, viewReports)),
  }),
  route(reportsCalls, 'GET /reports/seats', {
    ...json,
    summary: 'Seats bought, used and free at the end of each day',
    handle: ({ services, actor, query }) => reportSeats(services, authorize(actor, viewReports), query),
  }),
  route(reportsCalls, 'GET /reports/requests', {
    ...json,
    summary: 'How long requests to join waited for their answer',
    handle: ({ services, actor }) => reportRequests(services, authorize(actor, viewReports)),
  }),
  route(reportsCalls, 'GET /reports/records', {
    ...json,
    summary: 'Records by owner, active and inactive',
    handle: ({ services, actor }) => reportRecords(services, authorize(actor, viewReports)),
  }),
  ...(['members', 'requests', 'records'] as const).map((report) =>
    route(reportsCalls, `GET /reports/${report}.csv`, {
      ...csv,
      summary: `The report on ${report}, as CSV`,
      handle: ({ services, actor }) => download(services, actor, { report }),
    }),
  ),
  route(reportsCalls, 'GET /reports/seats.csv', {
    ...csv,
    summary: 'The report on seats, as CSV',
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
