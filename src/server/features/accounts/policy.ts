import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody can change their own account, but only in person, not by an API token (ACC-9). */
export const updateAccount = personalPolicy('account.update', ({ session }) => session !== null);

export const updatePreferences = personalPolicy('account.set-preferences', ({ session }) => session !== null);
