import { preferencesSchema } from '../../core/accounts/schemas.ts';
import { credentialsOf } from '../../http/credentials.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as policy from './policy.ts';
import { accountSchema, updateAccountBody } from './schemas.ts';
import { showAccount } from './show-account.ts';
import { updateAccount, updatePreferences } from './update-account.ts';

export const accountRoutes: Route[] = [
  route({
    method: 'get',
    path: '/account',
    summary: 'My own account: names, language, preferences',
    access: 'signed-in',
    response: accountSchema,
    handle: async ({ services, actor, request }) =>
      await showAccount(services, actor, credentialsOf(request, services)),
  }),
  route({
    method: 'patch',
    path: '/account',
    summary: 'Change my name, or the language that Foyer writes to me in',
    access: 'signed-in',
    action: 'account.update',
    body: updateAccountBody,
    response: accountSchema,
    handle: async ({ services, actor, body, request }) => {
      await updateAccount(services, authorize(actor, policy.updateAccount), body);
      return await showAccount(services, actor, credentialsOf(request, services));
    },
  }),
  route({
    method: 'put',
    path: '/account/preferences',
    summary: 'Date format, newsletters and the secure connection',
    access: 'signed-in',
    action: 'account.set-preferences',
    body: preferencesSchema,
    response: accountSchema,
    problems: ['secure_connection_required'],
    handle: async ({ services, actor, body, request }) => {
      const credentials = credentialsOf(request, services);
      await updatePreferences(services, authorize(actor, policy.updatePreferences), body, credentials);
      return await showAccount(services, actor, credentials);
    },
  }),
];
