import { type Policy, policy } from '../../platform/authorize.ts';

/** Whoever chooses a role for somebody has to see what there is. */
export const listRoles = policy(
  'role.list',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageProfiles'),
);

export const manageRoles = policy('role.manage', (actor) => actor.permissions.has('manageProfiles'));

/** ROLE-2: one's own role and those below it; with `manageProfiles` any. `path`: the role and all above it. */
export const giveRole: Policy<'role.give', { path: readonly string[] }> = policy(
  'role.give',
  (actor, { path }: { path: readonly string[] }) =>
    actor.permissions.has('manageProfiles') || path.includes(actor.member.roleId),
);

/** ROLE-1: the role of newcomers is part of the hierarchy and a setting of the organization, so either permission does. */
export const setNewcomers = policy(
  'role.set-newcomers',
  (actor) => actor.permissions.has('manageProfiles') || actor.permissions.has('manageOrganization'),
);
