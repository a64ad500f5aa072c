import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { createProfile, deleteProfile, updateProfile } from './change-profiles.ts';
import { listProfiles } from './list-profiles.ts';
import * as policy from './policy.ts';
import { profilesCalls } from './schemas.ts';

export const profileRoutes: Route[] = [
  route(profilesCalls, 'GET /profiles', {
    summary: 'The profiles of the organization',
    access: 'member',
    problems: ['permission_required'],
    handle: ({ services, actor }) => listProfiles(services, authorize(actor, policy.listProfiles)),
  }),
  route(profilesCalls, 'POST /profiles', {
    summary: 'Create a profile, empty or as a copy of another one',
    access: 'member',
    action: 'profile.create',
    status: 201,
    problems: ['permission_required', 'name_taken', 'not_found', 'profile_limit'],
    handle: async ({ services, actor, body }) => ({
      id: await createProfile(services, authorize(actor, policy.manageProfiles), body),
    }),
  }),
  route(profilesCalls, 'PATCH /profiles/{id}', {
    summary: 'Change the name, permissions and extensions of a profile',
    access: 'member',
    action: 'profile.update',
    problems: [
      'permission_required',
      'outranked',
      'not_found',
      'built_in',
      'name_taken',
      'last_manager',
      'last_administrator',
    ],
    handle: ({ services, actor, params: { id }, body }) =>
      updateProfile(services, authorize(actor, policy.manageProfiles), id, body),
  }),
  route(profilesCalls, 'DELETE /profiles/{id}', {
    summary: 'Delete a profile; its members get `moveTo` instead',
    access: 'member',
    action: 'profile.delete',
    problems: [
      'permission_required',
      'outranked',
      'not_found',
      'built_in',
      'in_use',
      'last_manager',
      'last_administrator',
    ],
    handle: ({ services, actor, params: { id }, query: { moveTo } }) =>
      deleteProfile(services, authorize(actor, policy.manageProfiles), id, moveTo),
  }),
];
