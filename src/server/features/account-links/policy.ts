import { personalPolicy } from '../../platform/authorize.ts';

/** Anybody may try; what stands in the way are rules with refusals of their own (INV-7). */
export const linkAccount = personalPolicy('account.link', () => true);

/** Everybody has their own; the password is asked for. */
export const unlinkAccount = personalPolicy('account.unlink', () => true);
