import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody sets their own; the current password confirms it. */
export const setSecurityQuestion = personalPolicy('security-question.set', () => true);
