import * as organizations from '../../core/organizations/service.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import { foundOrganization, updateOrganization } from './policy.ts';
import { organizationsCalls } from './schemas.ts';
import { foundOrganization as found, present, show, update } from './service.ts';

export const organizationRoutes: Route[] = [
  route(organizationsCalls, 'POST /organization', {
    summary: 'Found the organization of my tenant and become its Administrator',
    access: 'signed-in',
    action: 'organization.found',
    status: 201,
    problems: ['already_founded', 'microsoft_sign_in_required', 'permission_required'],
    handle: async ({ services, actor, body }) => {
      const id = await found(authorize(actor, foundOrganization), services, body);
      const organization = await organizations.find(services, id);
      if (!organization) throw new Problem('not_found');
      // The founder has permissions from the next call on, so `present` can't know this yet.
      return { ...present(actor, organization), abilities: { update: true } };
    },
  }),
  route(organizationsCalls, 'GET /organization', {
    summary: 'My organization',
    access: 'member',
    handle: async ({ services, actor }) => await show(services, actor),
  }),
  route(organizationsCalls, 'PATCH /organization', {
    summary: 'Change the name, time zone or language of my organization',
    access: 'member',
    action: 'organization.update',
    problems: ['permission_required'],
    handle: async ({ services, actor, body }) => await update(authorize(actor, updateOrganization), services, body),
  }),
];
