import { policy } from '../../platform/authorize.ts';
/** Which messages somebody reads is decided by the records that these are tied to (REC-4). */
export const readMessages = policy('message.read', () => true);
