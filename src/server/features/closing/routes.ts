import { type Route, route } from '../../http/route.ts';
import { clearSessionCookie } from '../../http/session-cookie.ts';
import { authorize } from '../../platform/authorize.ts';
import { closeAccount } from './close-account.ts';
import { closeOrganization } from './close-organization.ts';
import * as policy from './policy.ts';
import { accountClosingSchema, closeAccountBody, closeOrganizationBody, organizationClosingSchema } from './schemas.ts';
import { showAccountClosing, showOrganizationClosing } from './show-closing.ts';

export const closingRoutes: Route[] = [
  route({
    method: 'get',
    path: '/organization/closing',
    summary: 'What is lost when the organization is closed',
    access: 'member',
    tokens: false,
    action: 'organization.close',
    response: organizationClosingSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => showOrganizationClosing(services, authorize(actor, policy.closeOrganization)),
  }),
  route({
    method: 'post',
    path: '/organization/close',
    summary: 'Close the organization for good: all of its data goes at once and every session ends',
    access: 'member',
    tokens: false,
    action: 'organization.close',
    body: closeOrganizationBody,
    problems: ['permission_required', 'sign_in_again', 'name_mismatch'],
    async handle({ services, actor, body, response }) {
      await closeOrganization(services, authorize(actor, policy.closeOrganization), body.name);
      clearSessionCookie(response, services.publicUrl);
    },
  }),
  route({
    method: 'get',
    path: '/account/closing',
    summary: 'What happens when I close my account',
    access: 'signed-in',
    response: accountClosingSchema,
    handle: ({ services, actor }) => showAccountClosing(services, authorize(actor, policy.closeAccount)),
  }),
  route({
    method: 'post',
    path: '/account/close',
    summary: 'Close my account for good: all that is kept of me goes at once',
    access: 'signed-in',
    action: 'account.close',
    body: closeAccountBody,
    problems: ['sign_in_again', 'own_login_id_mismatch', 'only_administrator', 'records_owned', 'owner_inactive'],
    async handle({ services, actor, body, response }) {
      await closeAccount(services, authorize(actor, policy.closeAccount), body.loginId);
      clearSessionCookie(response, services.publicUrl);
    },
  }),
];
