import { policy } from '../../platform/authorize.ts';
export const listMailUsers = policy('mailbox.list', (actor) => actor.permissions.has('manageMail'));

export const lockMailbox = policy('mailbox.lock', (actor) => actor.permissions.has('manageMail'));

export const unlockMailbox = policy('mailbox.unlock', (actor) => actor.permissions.has('manageMail'));

export const backUpMailbox = policy('mailbox.back-up', (actor) => actor.permissions.has('manageMail'));
