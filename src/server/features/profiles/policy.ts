import { policy } from '../../platform/authorize.ts';

/** User managers assign profiles, so they see them. */
export const listProfiles = policy(
  'profile.list',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageProfiles'),
);

export const manageProfiles = policy('profile.manage', (actor) => actor.permissions.has('manageProfiles'));
