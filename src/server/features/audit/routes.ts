import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { viewAudit } from './policy.ts';
import { auditPageSchema, auditQuery } from './schemas.ts';
import * as audit from './service.ts';

export const auditRoutes: Route[] = [
  route({
    method: 'get',
    path: '/audit',
    summary: 'The audit trail of the organization, the latest entry first',
    access: 'member',
    action: 'audit.view',
    query: auditQuery,
    response: auditPageSchema,
    problems: ['permission_required', 'invalid_cursor'],
    handle: async ({ services, actor, query }) => await audit.list(authorize(actor, viewAudit), services, query),
  }),
];
