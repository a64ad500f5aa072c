import { type Policy, policy } from '../../platform/authorize.ts';
import { covers, type Permission } from '../../platform/permissions.ts';

/** What a member may do; undefined when the profile is unknown. */
interface Ranked {
  permissions: readonly Permission[] | undefined;
}

export const listMembers = policy('member.list', (actor) => actor.permissions.has('manageUsers'));

/** Whoever may see the whole list page by page may have it as a file. */
export const exportMembers = policy('member.export', (actor) => actor.permissions.has('manageUsers'));

/** Approvers see everybody, everybody sees themselves. */
export const viewMember: Policy<'member.view', { id: string }> = policy(
  'member.view',
  (actor, member: { id: string }) => actor.permissions.has('manageUsers') || actor.member.id === member.id,
);

export const updateMember = policy('member.update', (actor) => actor.permissions.has('manageUsers'));

export const deactivateMembers = policy('member.deactivate', (actor) => actor.permissions.has('manageUsers'));

export const reactivateMembers = policy('member.reactivate', (actor) => actor.permissions.has('manageUsers'));

export const deleteMembers = policy('member.delete', (actor) => actor.permissions.has('manageUsers'));

/**
 * MEM-13: nobody acts on a member who may do more than they may, whatever other permission they have for it. For a site
 * that acts in a member's name, the site's permissions count.
 */
export const actOnMember: Policy<'member.act-on', Ranked> = policy(
  'member.act-on',
  (actor, { permissions }: Ranked) => permissions !== undefined && covers(actor.permissions, permissions),
);
