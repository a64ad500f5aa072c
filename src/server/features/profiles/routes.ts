import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { idSchema } from '../../platform/page-schemas.ts';
import { createProfile, updateProfile } from './change-profile.ts';
import { deleteProfile } from './delete-profile.ts';
import { listProfiles } from './list-profiles.ts';
import * as policy from './policy.ts';
import { createProfileBody, deleteProfileQuery, profilePageSchema, updateProfileBody } from './schemas.ts';

const params = z.strictObject({ id: idSchema });

export const profileRoutes: Route[] = [
  route({
    method: 'get',
    path: '/profiles',
    summary: 'The profiles of the organization',
    access: 'member',
    response: profilePageSchema,
    problems: ['permission_required'],
    handle: ({ services, actor }) => listProfiles(services, authorize(actor, policy.listProfiles)),
  }),
  route({
    method: 'post',
    path: '/profiles',
    summary: 'Make a profile, of nothing or of another one',
    access: 'member',
    action: 'profile.create',
    body: createProfileBody,
    status: 201,
    response: z.strictObject({ id: idSchema }),
    problems: ['permission_required', 'name_taken', 'not_found', 'profile_limit'],
    handle: async ({ services, actor, body }) => ({
      id: await createProfile(services, authorize(actor, policy.manageProfiles), body),
    }),
  }),
  route({
    method: 'patch',
    path: '/profiles/{id}',
    summary: 'Change what a profile is called and what it opens',
    access: 'member',
    action: 'profile.update',
    params,
    body: updateProfileBody,
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
  route({
    method: 'delete',
    path: '/profiles/{id}',
    summary: 'Delete a profile; who has it gets `moveTo` instead',
    access: 'member',
    action: 'profile.delete',
    params,
    query: deleteProfileQuery,
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
