import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { activateMembers } from './activations.ts';
import { listExtensionMembers, listExtensions, showActivations } from './list-extensions.ts';
import * as policy from './policy.ts';
import { extensionsCalls } from './schemas.ts';

export const extensionRoutes: Route[] = [
  route(extensionsCalls, 'GET /extensions', {
    summary: 'The extensions: how they are licensed, bought, used and free',
    access: 'member',
    problems: ['permission_required'],
    handle: async ({ services, actor }) => {
      const items = await listExtensions(services, authorize(actor, policy.viewExtensions));
      return { items, nextCursor: null, total: items.length };
    },
  }),
  route(extensionsCalls, 'GET /extensions/{key}/members', {
    summary: 'The active members, each with whether the extension works for them',
    access: 'member',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, params: { key }, query }) =>
      listExtensionMembers(services, authorize(actor, policy.viewExtensions), key, query),
  }),
  route(extensionsCalls, 'GET /extensions/{key}/activations', {
    summary: 'All members for whom the extension is activated, to start an edit from',
    access: 'member',
    problems: ['permission_required'],
    handle: ({ services, actor, params: { key } }) =>
      showActivations(services, authorize(actor, policy.viewExtensions), key),
  }),
  route(extensionsCalls, 'PUT /extensions/{key}/members', {
    summary: 'Activate the extension for these members and no others, all or nothing',
    access: 'member',
    action: 'extension.activate',
    problems: [
      'permission_required',
      'not_found',
      'extension_by_profile',
      'extension_changed',
      'extension_exhausted',
      'extension_member_inactive',
    ],
    handle: async ({ services, actor, params: { key }, body }) => {
      await activateMembers(services, authorize(actor, policy.activateExtension), key, body);
      return await showActivations(services, authorize(actor, policy.viewExtensions), key);
    },
  }),
];
