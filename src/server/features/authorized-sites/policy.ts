import { personalPolicy, policy } from '../../platform/authorize.ts';

/** Partners' sites are the organization's business. */
export const manageSites = policy('site.manage', (actor) => actor.permissions.has('manageOrganization'));

/** Everybody decides for themselves whom they let in, and sees that until the account is closed. */
export const manageOwnGrants = personalPolicy('site.manage-grants', () => true);

/** A site acts for a member: whoever is none has nothing to give it. */
export const letSiteIn = policy('site.authorize', () => true);
