import { type Policy, policy } from '../../platform/authorize.ts';

/** Whoever chooses a role for somebody has to see what there is. */
export const listRoles = policy(
  'role.list',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageProfiles'),
);

export const manageRoles = policy('role.manage', (actor) => actor.permissions.has('manageProfiles'));

/** ROLE-2: a role that is at or below one's own; whoever manages roles gives any. `path`: the role and all above it. */
export const giveRole: Policy<'role.give', { path: readonly string[] }> = policy(
  'role.give',
  (actor, { path }: { path: readonly string[] }) =>
    actor.permissions.has('manageProfiles') || path.includes(actor.member.roleId),
);

/** ROLE-1: which role newcomers get is a matter of the hierarchy, and a setting of the organization. */
export const setNewcomers = policy(
  'role.set-newcomers',
  (actor) => actor.permissions.has('manageProfiles') || actor.permissions.has('manageOrganization'),
);
