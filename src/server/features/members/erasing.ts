import type { Tx } from '../../platform/services.ts';
import { eraseInvitees } from '../invitations/erase-invitees.ts';
import { eraseAskers } from '../join-requests/erase-askers.ts';
import { eraseMailboxes } from '../mail-accounts/erase-mailboxes.ts';
import { eraseRequesters } from '../records/erase-requesters.ts';
import type { Erasure } from './departed.ts';

/**
 * Takes what one feature keeps of people who are deleted from an organization.
 * @returns ids under which the audit trail may name them, by member id.
 */
type ErasingStep = (tx: Tx, erasure: Erasure) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Where personal data of members is kept beside member, account and audit trail (MEM-8). */
export const erasingSteps: readonly ErasingStep[] = [eraseInvitees, eraseAskers, eraseRequesters, eraseMailboxes];
