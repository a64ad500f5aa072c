import { credentialsOf } from '../../http/credentials.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { showAccount, updateAccount, updatePreferences } from './own-account.ts';
import * as policy from './policy.ts';
import { accountsCalls } from './schemas.ts';

export const accountRoutes: Route[] = [
  route(accountsCalls, 'GET /account', {
    summary: 'My own account: names, language, preferences',
    access: 'signed-in',
    handle: async ({ services, actor, request }) =>
      await showAccount(services, actor, credentialsOf(request, services)),
  }),
  route(accountsCalls, 'PATCH /account', {
    summary: 'Change my name, or the language that Foyer writes to me in',
    access: 'signed-in',
    action: 'account.update',
    handle: async ({ services, actor, body, request }) => {
      await updateAccount(services, authorize(actor, policy.updateAccount), body);
      return await showAccount(services, actor, credentialsOf(request, services));
    },
  }),
  route(accountsCalls, 'PUT /account/preferences', {
    summary: 'Date format, newsletters and the secure connection',
    access: 'signed-in',
    action: 'account.set-preferences',
    problems: ['secure_connection_required'],
    handle: async ({ services, actor, body, request }) => {
      const credentials = credentialsOf(request, services);
      await updatePreferences(services, authorize(actor, policy.updatePreferences), body, credentials);
      return await showAccount(services, actor, credentials);
    },
  }),
];
