import type { Actor } from '../../platform/actor.ts';
import { isActiveMember } from '../../platform/actor.ts';
import { type Policy, personalPolicy, policy } from '../../platform/authorize.ts';

/** A request, as policies see it. */
interface Asked {
  accountId: string;
}

/** Only a person of the organization's tenant can ask; whether they need to is a rule (JOIN-9). */
export const askToJoin = personalPolicy('join-request.ask', (actor) => actor.identity !== null);

export const listJoinRequests = policy('join-request.list', (actor) => actor.permissions.has('manageUsers'));

/** Approvers and the person who asked (JOIN-3). */
export const viewJoinRequest: Policy<'join-request.view', Asked, Actor> = personalPolicy(
  'join-request.view',
  (actor, request: Asked) =>
    request.accountId === actor.account.id || (isActiveMember(actor) && actor.permissions.has('manageUsers')),
);

export const approveJoinRequest = policy('join-request.approve', (actor) => actor.permissions.has('manageUsers'));

export const declineJoinRequest = policy('join-request.decline', (actor) => actor.permissions.has('manageUsers'));

export const withdrawJoinRequest: Policy<'join-request.withdraw', Asked, Actor> = personalPolicy(
  'join-request.withdraw',
  (actor, request: Asked) => request.accountId === actor.account.id,
);
