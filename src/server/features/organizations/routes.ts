import * as organizations from '../../core/organizations/service.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import { foundOrganization as found } from './found-organization.ts';
import { foundOrganization, updateOrganization } from './policy.ts';
import { foundOrganizationBody, organizationSchema, updateOrganizationBody } from './schemas.ts';
import { present, show, update } from './update-organization.ts';

export const organizationRoutes: Route[] = [
  route({
    method: 'post',
    path: '/organization',
    summary: 'Found the organization of the own tenant and become its Administrator',
    access: 'signed-in',
    action: 'organization.found',
    body: foundOrganizationBody,
    status: 201,
    response: organizationSchema,
    problems: ['already_founded', 'microsoft_sign_in_required', 'permission_required'],
    handle: async ({ services, actor, body }) => {
      const id = await found(authorize(actor, foundOrganization), services, body);
      const organization = await organizations.find(services, id);
      if (!organization) throw new Problem('not_found');
      // The founder's permissions begin with the next call; what they may do with it is known already.
      return { ...present(actor, organization), abilities: { update: true } };
    },
  }),
  route({
    method: 'get',
    path: '/organization',
    summary: 'The own organization',
    access: 'member',
    response: organizationSchema,
    handle: async ({ services, actor }) => await show(services, actor),
  }),
  route({
    method: 'patch',
    path: '/organization',
    summary: 'Change name, time zone or language of the own organization',
    access: 'member',
    action: 'organization.update',
    body: updateOrganizationBody,
    response: organizationSchema,
    problems: ['permission_required'],
    handle: async ({ services, actor, body }) => await update(authorize(actor, updateOrganization), services, body),
  }),
];
