import { policy } from '../../platform/authorize.ts';

/** User managers, and readers of the audit trail. */
export const viewReports = policy(
  'report.view',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('viewAudit'),
);
