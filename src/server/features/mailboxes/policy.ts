import { policy } from '../../platform/authorize.ts';

/** Everybody has a mailbox of their own; whether the extension works for them is EXT-3. */
export const useMailbox = policy('mailbox.save', () => true);
