import { personalPolicy, policy } from '../../platform/authorize.ts';

/** Everybody can end their own sessions, but only in person, not by an API token (ACC-9). */
export const endSessions = personalPolicy('session.end', ({ session }) => session !== null);

/** Whose sessions of all members; not of those who may do more (MEM-13). */
export const signOutMember = policy('member.sign-out', ({ permissions }) => permissions.has('manageUsers'));
