import { policy } from '../../platform/authorize.ts';

/** User managers assign roles, so they see them. */
export const listRoles = policy(
  'role.list',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageProfiles'),
);

export const manageRoles = policy('role.manage', (actor) => actor.permissions.has('manageProfiles'));

/**
 * ROLE-1: the role of newcomers is part of the hierarchy and a setting of the organization; either permission is
 * enough.
 */
export const setNewcomers = policy(
  'role.set-newcomers',
  (actor) => actor.permissions.has('manageProfiles') || actor.permissions.has('manageOrganization'),
);
