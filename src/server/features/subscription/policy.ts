import { policy } from '../../platform/authorize.ts';

/** User managers fill the seats, so they see how many are free. */
export const viewSubscription = policy(
  'subscription.view',
  (actor) => actor.permissions.has('manageUsers') || actor.permissions.has('manageSubscription'),
);

export const updateSubscription = policy('subscription.update', (actor) => actor.permissions.has('manageSubscription'));
