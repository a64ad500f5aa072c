import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody has their own; whether they know the current one is a rule with refusals of its own. */
export const changePassword = personalPolicy('password.change', () => true);
