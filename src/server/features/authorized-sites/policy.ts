import { personalPolicy, policy } from '../../platform/authorize.ts';

/** Partners' sites belong to the organization's settings. */
export const manageSites = policy('site.manage', (actor) => actor.permissions.has('manageOrganization'));

/** Everybody manages their own grants, for as long as the account exists. */
export const manageOwnGrants = personalPolicy('site.manage-grants', () => true);

/** Only a person in a session authorizes a site, not an API token. What they can grant follows from `rules.ts`. */
export const letSiteIn = personalPolicy('site.authorize', ({ session }) => session !== null);
