import { type Policy, policy } from '../../platform/authorize.ts';

export const listMembers = policy('member.list', (actor) => actor.permissions.has('manageUsers'));

/** The same permission as the list: the file holds nothing that its pages don't. */
export const exportMembers = policy('member.export', (actor) => actor.permissions.has('manageUsers'));

/** Approvers see every member, and each member sees themselves. */
export const viewMember: Policy<'member.view', { id: string }> = policy(
  'member.view',
  (actor, member: { id: string }) => actor.permissions.has('manageUsers') || actor.member.id === member.id,
);

export const updateMember = policy('member.update', (actor) => actor.permissions.has('manageUsers'));

export const deactivateMembers = policy('member.deactivate', (actor) => actor.permissions.has('manageUsers'));

export const reactivateMembers = policy('member.reactivate', (actor) => actor.permissions.has('manageUsers'));

export const deleteMembers = policy('member.delete', (actor) => actor.permissions.has('manageUsers'));
