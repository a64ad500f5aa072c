import type { Readable } from 'node:stream';
import * as audit from '../../core/audit/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { csvFile } from '../../platform/csv.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { Report, SeatsReportQuery } from './schemas.ts';
import { allOwners, reportMembers, reportRequests, reportSeats } from './service.ts';

/** The report to export; for seats with its number of days. */
export type Wanted = { report: Exclude<Report, 'seats'> } | ({ report: 'seats' } & SeatsReportQuery);

interface Table {
  columns: readonly string[];
  rows: Iterable<object> | AsyncIterable<object>;
}

/** RPT-1: what a chart shows, as CSV. The records' report is streamed, and has every owner. */
export async function exportReport(
  services: Services,
  authorized: Authorized<'report.view'>,
  wanted: Wanted,
): Promise<Readable> {
  const { actor } = authorized;
  const { id: organizationId, name } = actor.organization;
  const { columns, rows } = await tableOf(services, authorized, wanted);
  await withTransaction(services, (tx) =>
    audit.record(tx, {
      actor,
      organizationId,
      action: 'report.export',
      target: { kind: 'organization', id: organizationId, label: name },
      details: { ...wanted },
    }),
  );
  return csvFile(columns, rows);
}

async function tableOf(services: Services, authorized: Authorized<'report.view'>, wanted: Wanted): Promise<Table> {
  switch (wanted.report) {
    case 'members': {
      const counts = await reportMembers(services, authorized);
      const rows = Object.entries(counts).map(([status, count]) => ({ status, count }));
      return { columns: ['status', 'count'], rows };
    }
    case 'seats': {
      const { points } = await reportSeats(services, authorized, wanted);
      return { columns: ['day', 'bought', 'used', 'free'], rows: points };
    }
    case 'requests': {
      const { spans } = await reportRequests(services, authorized);
      const rows = spans.map(({ from, until, ...counts }) => ({ fromSeconds: from, untilSeconds: until, ...counts }));
      return { columns: ['fromSeconds', 'untilSeconds', 'approved', 'declined'], rows };
    }
    case 'records': {
      const columns = ['fullName', 'loginId', 'status', 'leads', 'contacts', 'deals', 'tasks', 'total'];
      return { columns, rows: allOwners(services, authorized.actor.organization.id) };
    }
  }
}
