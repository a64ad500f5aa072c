import { policy } from '../../platform/authorize.ts';

/** Whoever chooses a role for somebody has to see what there is. */
export const listRoles = policy(
  'role.list',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageProfiles'),
);

export const manageRoles = policy('role.manage', (actor) => actor.permissions.has('manageProfiles'));
