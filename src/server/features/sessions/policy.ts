import { personalPolicy } from '../../platform/authorize.ts';

/** Everybody ends their own sessions, in person: no token does it for them (ACC-9). */
export const endSessions = personalPolicy('session.end', ({ session }) => session !== null);
