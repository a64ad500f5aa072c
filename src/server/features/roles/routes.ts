import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { listRoles } from './policy.ts';
import { rolePageSchema } from './schemas.ts';
import * as roles from './service.ts';

export const roleRoutes: Route[] = [
  route({
    method: 'get',
    path: '/roles',
    summary: 'The roles of the organization',
    access: 'member',
    response: rolePageSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => roles.list(services, authorize(actor, listRoles)),
  }),
];
