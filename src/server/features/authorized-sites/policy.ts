import { personalPolicy, policy } from '../../platform/authorize.ts';

/** Partners' sites are the organization's business. */
export const manageSites = policy('site.manage', (actor) => actor.permissions.has('manageOrganization'));

/** Everybody decides for themselves whom they let in, and sees that until the account is closed. */
export const manageOwnGrants = personalPolicy('site.manage-grants', () => true);

/** A person lets a site in, there and then: no token does it for them. What they can give follows from `rules.ts`. */
export const letSiteIn = personalPolicy('site.authorize', ({ session }) => session !== null);
