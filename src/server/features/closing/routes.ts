import { type Route, route } from '../../http/route.ts';
import { clearSessionCookie } from '../../http/session-cookie.ts';
import { authorize } from '../../platform/authorize.ts';
import { closeAccount } from './close-account.ts';
import { closeOrganization } from './close-organization.ts';
import * as policy from './policy.ts';
import { closingCalls } from './schemas.ts';
import { showAccountClosing, showOrganizationClosing } from './show-closing.ts';

export const closingRoutes: Route[] = [
  route(closingCalls, 'GET /organization/closing', {
    summary: 'What is lost when the organization is closed',
    access: 'member',
    tokens: false,
    action: 'organization.close',
    problems: ['permission_required'],
    handle: ({ services, actor }) => showOrganizationClosing(services, authorize(actor, policy.closeOrganization)),
  }),
  route(closingCalls, 'POST /organization/close', {
    summary: 'Close the organization for good: delete all of its data and end every session',
    access: 'member',
    tokens: false,
    action: 'organization.close',
    problems: ['permission_required', 'sign_in_again', 'name_mismatch'],
    async handle({ services, actor, body, response }) {
      await closeOrganization(services, authorize(actor, policy.closeOrganization), body.name);
      clearSessionCookie(response, services.publicUrl);
    },
  }),
  route(closingCalls, 'GET /account/closing', {
    summary: 'What happens when I close my account',
    access: 'signed-in',
    handle: ({ services, actor }) => showAccountClosing(services, authorize(actor, policy.closeAccount)),
  }),
  route(closingCalls, 'POST /account/close', {
    summary: 'Close my account for good and delete all of my data',
    access: 'signed-in',
    action: 'account.close',
    problems: ['sign_in_again', 'own_login_id_mismatch', 'only_administrator', 'records_owned', 'owner_inactive'],
    async handle({ services, actor, body, response }) {
      await closeAccount(services, authorize(actor, policy.closeAccount), body.loginId);
      clearSessionCookie(response, services.publicUrl);
    },
  }),
];
