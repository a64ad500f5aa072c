import { personalPolicy, policy } from '../../platform/authorize.ts';

/** A token acts for a member, and only the member in person makes one: no token makes another (ACC-9). */
export const createToken = policy('api-token.create', ({ session }) => session !== null);

/** Everybody sees and ends their own, member or not. */
export const manageOwnTokens = personalPolicy('api-token.manage', ({ session }) => session !== null);
