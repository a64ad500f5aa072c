import { personalPolicy, policy } from '../../platform/authorize.ts';

/** The first person of a tenant, who must be of the tenant: a guest can't sign for it (ORG-1). */
export const foundOrganization = personalPolicy('organization.found', (actor) => !actor.account.isGuest);

export const updateOrganization = policy('organization.update', (actor) => actor.permissions.has('manageOrganization'));
