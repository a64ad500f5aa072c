import { type Policy, policy } from '../../platform/authorize.ts';

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
