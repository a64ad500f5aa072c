import { personalPolicy, policy } from '../../platform/authorize.ts';

export const invitePeople = policy('invitation.create', (actor) => actor.permissions.has('manageUsers'));

export const listInvitations = policy('invitation.list', (actor) => actor.permissions.has('manageUsers'));

export const resendInvitation = policy('invitation.resend', (actor) => actor.permissions.has('manageUsers'));

export const revokeInvitation = policy('invitation.revoke', (actor) => actor.permissions.has('manageUsers'));

/** Anybody signed in may try; whether the invitation is theirs is a rule (INV-5). */
export const acceptInvitation = personalPolicy('invitation.accept', () => true);
