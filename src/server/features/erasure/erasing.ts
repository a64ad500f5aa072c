import type { Erasure } from '../../core/members/departed.ts';
import type { Tx } from '../../platform/services.ts';
import { eraseMailboxes } from '../mail-backups/erase-mailboxes.ts';
import { eraseAskers } from './erase-askers.ts';
import { eraseInvitees } from './erase-invitees.ts';
import { eraseRequesters } from './erase-requesters.ts';

/**
 * Takes what one feature keeps of people who are deleted from an organization.
 * @returns ids under which the audit trail may name them, by member id.
 */
type ErasingStep = (tx: Tx, erasure: Erasure) => Promise<ReadonlyMap<string, readonly string[]>>;

/** Where personal data of members is kept beside member, account and audit trail (MEM-8). */
export const erasingSteps: readonly ErasingStep[] = [eraseInvitees, eraseAskers, eraseRequesters, eraseMailboxes];
