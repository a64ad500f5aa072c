import { type Policy, policy } from '../../platform/authorize.ts';

/** ROLE-2: the actor's own role and those below it; with `manageProfiles` any. `path`: the role and all above it. */
export const giveRole: Policy<'role.give', { path: readonly string[] }> = policy(
  'role.give',
  (actor, { path }: { path: readonly string[] }) =>
    actor.permissions.has('manageProfiles') || path.includes(actor.member.roleId),
);
