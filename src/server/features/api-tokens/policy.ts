import { personalPolicy, policy } from '../../platform/authorize.ts';

/** Only a member in person makes a token; a token can't make another (ACC-9). */
export const createToken = policy('api-token.create', ({ session }) => session !== null);

/** Everybody lists and ends their own tokens, member or not, but only in person. */
export const manageOwnTokens = personalPolicy('api-token.manage', ({ session }) => session !== null);
