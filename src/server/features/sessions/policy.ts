import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody can end their own sessions, but only in person, not by an API token (ACC-9). */
export const endSessions = personalPolicy('session.end', ({ session }) => session !== null);
