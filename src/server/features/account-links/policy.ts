import { personalPolicy, policy } from '../../platform/authorize.ts';
import type { Permission } from '../../platform/permissions.ts';

/** Anybody may try; what stands in the way are rules with refusals of their own (INV-7). */
export const linkAccount = personalPolicy('account.link', () => true);

/** Everybody has their own; the password is asked for. */
export const unlinkAccount = personalPolicy('account.unlink', () => true);

/** INV-6: administrators of the tenant whose domain it is; whose login ID it is follows from rules. */
export const freeLoginId = policy('account.free-login-id', (actor) => actor.permissions.has('manageUsers'));

/** MEM-13: nobody takes the login ID of a member who may do more than they may. */
export const freeLoginIdOf = policy('account.free-login-id', (actor, holder: { permissions: readonly Permission[] }) =>
  holder.permissions.every((permission) => actor.permissions.has(permission)),
);
