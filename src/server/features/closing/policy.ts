import { personalPolicy, policy } from '../../platform/authorize.ts';

/** ORG-3: only in person, not with an API token. */
export const closeOrganization = policy(
  'organization.close',
  ({ session, permissions }) => session !== null && permissions.has('manageOrganization'),
);

/** ACC-8: everybody can close their own account, but only in person. */
export const closeAccount = personalPolicy('account.close', ({ session }) => session !== null);
