import { personalPolicy, policy } from '../../platform/authorize.ts';
import type { Permission } from '../../platform/permissions.ts';

/** INV-7: everybody may try; the rules have refusals of their own. */
export const linkAccount = personalPolicy('account.link', () => true);

/** Everybody may unlink their own account; the call asks for the password. */
export const unlinkAccount = personalPolicy('account.unlink', () => true);

/** INV-6: user managers of the organization; the rules check that the domain is verified by its tenant. */
export const freeLoginId = policy('account.free-login-id', (actor) => actor.permissions.has('manageUsers'));

/** MEM-13: nobody frees the login ID of a member who may do more than they may. */
export const freeLoginIdOf = policy('account.free-login-id', (actor, holder: { permissions: readonly Permission[] }) =>
  holder.permissions.every((permission) => actor.permissions.has(permission)),
);
