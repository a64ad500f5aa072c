import * as owners from '../../core/members/owners.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { exportEntries } from './export-entries.ts';
import { listEntries, showEntry } from './list-entries.ts';
import { viewAudit } from './policy.ts';
import { auditCalls } from './schemas.ts';

export const auditRoutes: Route[] = [
  route(auditCalls, 'GET /audit', {
    summary: 'The audit trail of the organization, the latest entry first',
    access: 'member',
    action: 'audit.view',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listEntries(services, authorize(actor, viewAudit), query),
  }),
  route(auditCalls, 'GET /audit.csv', {
    summary: 'The entries that the list would show, as CSV',
    access: 'member',
    action: 'audit.export',
    problems: ['permission_required'],
    handle: async ({ services, actor, query }) => ({
      type: 'text/csv',
      headers: { 'Content-Disposition': 'attachment; filename="audit.csv"' },
      body: await exportEntries(services, authorize(actor, viewAudit), query),
    }),
  }),
  route(auditCalls, 'GET /audit/people', {
    summary: 'Members, active or not, to filter the audit trail by',
    access: 'member',
    action: 'audit.view',
    problems: ['permission_required', 'invalid_cursor'],
    handle: async ({ services, actor, query }) => {
      authorize(actor, viewAudit);
      return await owners.listPeople(services, actor.organization.id, query);
    },
  }),
  route(auditCalls, 'GET /audit/{id}', {
    summary: 'One entry of the audit trail',
    access: 'member',
    action: 'audit.view',
    problems: ['permission_required', 'not_found'],
    handle: ({ services, actor, params: { id } }) => showEntry(services, authorize(actor, viewAudit), id),
  }),
];
