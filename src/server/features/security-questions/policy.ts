import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody has their own; the current password is asked for. */
export const setSecurityQuestion = personalPolicy('security-question.set', () => true);
