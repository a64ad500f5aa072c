import { personalPolicy, policy } from '../../platform/authorize.ts';

/** ORG-1: everybody of the tenant but guests, who can't act for it. */
export const foundOrganization = personalPolicy('organization.found', (actor) => !actor.account.isGuest);

export const updateOrganization = policy('organization.update', (actor) => actor.permissions.has('manageOrganization'));
