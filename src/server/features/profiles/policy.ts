import { policy } from '../../platform/authorize.ts';

/** Whoever chooses a profile for somebody has to see what there is. */
export const listProfiles = policy(
  'profile.list',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageProfiles'),
);

export const manageProfiles = policy('profile.manage', (actor) => actor.permissions.has('manageProfiles'));
