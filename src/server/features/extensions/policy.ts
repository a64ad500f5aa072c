import { policy } from '../../platform/authorize.ts';

/** Whoever sees the subscription sees what it is made of (SUB-1). */
export const viewExtensions = policy(
  'extension.view',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageSubscription'),
);

export const activateExtension = policy('extension.activate', (actor) => actor.permissions.has('manageSubscription'));
