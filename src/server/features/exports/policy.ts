import { personalPolicy, policy } from '../../platform/authorize.ts';

/** An administrator (ORG-2): who may manage the organization, and may have data as files. No token does it for them. */
export const exportOrganization = policy(
  'organization.export',
  ({ session, permissions }) =>
    session !== null && permissions.has('manageOrganization') && permissions.has('exportData'),
);

/** Everybody has their own data, in person (ACC-8). */
export const exportAccount = personalPolicy('account.export', ({ session }) => session !== null);
