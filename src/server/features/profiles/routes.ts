import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { listProfiles } from './policy.ts';
import { profilePageSchema } from './schemas.ts';
import * as profiles from './service.ts';

export const profileRoutes: Route[] = [
  route({
    method: 'get',
    path: '/profiles',
    summary: 'The profiles of the organization',
    access: 'member',
    response: profilePageSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => profiles.list(services, authorize(actor, listProfiles)),
  }),
];
