import { personalPolicy, policy } from '../../platform/authorize.ts';

/** ORG-3. No token does it for anybody. */
export const closeOrganization = policy(
  'organization.close',
  ({ session, permissions }) => session !== null && permissions.has('manageOrganization'),
);

/** Everybody closes their own account, in person (ACC-8). */
export const closeAccount = personalPolicy('account.close', ({ session }) => session !== null);
