import { policy } from '../../platform/authorize.ts';

/** Everybody has a mailbox of their own; whether the extension works for them is EXT-3. */
export const useMailbox = policy('mailbox.save', () => true);

export const listMailUsers = policy('mailbox.list', (actor) => actor.permissions.has('manageMail'));

export const lockMailbox = policy('mailbox.lock', (actor) => actor.permissions.has('manageMail'));

export const unlockMailbox = policy('mailbox.unlock', (actor) => actor.permissions.has('manageMail'));

export const backUpMailbox = policy('mailbox.back-up', (actor) => actor.permissions.has('manageMail'));

/** Which messages somebody reads is decided by the records that these are tied to (REC-4). */
export const readMessages = policy('message.read', () => true);
