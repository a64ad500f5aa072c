import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody changes their own account, in person: no token does it for them (ACC-9). */
export const updateAccount = personalPolicy('account.update', ({ session }) => session !== null);

export const updatePreferences = personalPolicy('account.set-preferences', ({ session }) => session !== null);
