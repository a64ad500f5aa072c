import { policy } from '../../platform/authorize.ts';

/** SUB-1: the same as for the subscription, which includes the extensions. */
export const viewExtensions = policy(
  'extension.view',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageSubscription'),
);

export const activateExtension = policy('extension.activate', (actor) => actor.permissions.has('manageSubscription'));
