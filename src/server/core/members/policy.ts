import { type Policy, policy } from '../../platform/authorize.ts';
import { covers, type Permission } from '../../platform/permissions.ts';

/** What a member may do; undefined where nobody knows. */
interface Ranked {
  permissions: readonly Permission[] | undefined;
}

/**
 * MEM-13: nobody acts on somebody who may do more than they may, whatever else lets them. What a site or a token may do
 * in a member's name counts, not what the member may.
 */
export const actOnMember: Policy<'member.act-on', Ranked> = policy(
  'member.act-on',
  (actor, { permissions }: Ranked) => permissions !== undefined && covers(actor.permissions, permissions),
);
