import { policy } from '../../platform/authorize.ts';

/** Whoever answers for the people, or looks into what was done. */
export const viewReports = policy(
  'report.view',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('viewAudit'),
);
