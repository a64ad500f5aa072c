import { policy } from '../../platform/authorize.ts';

export const browseDirectory = policy('directory.browse', (actor) => actor.permissions.has('manageUsers'));

export const syncDirectory = policy('directory.sync', (actor) => actor.permissions.has('manageUsers'));
