import { type Policy, policy } from '../../platform/authorize.ts';
import { covers, type Permission } from '../../platform/permissions.ts';

/** What a member may do; undefined when the profile is unknown. */
interface Ranked {
  permissions: readonly Permission[] | undefined;
}

/**
 * MEM-13: nobody acts on a member who may do more than they may, even with the permission for the action. For a site
 * that acts in a member's name, the site's permissions count.
 */
export const actOnMember: Policy<'member.act-on', Ranked> = policy(
  'member.act-on',
  (actor, { permissions }: Ranked) => permissions !== undefined && covers(actor.permissions, permissions),
);
