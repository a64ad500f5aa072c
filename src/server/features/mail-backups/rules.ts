import { createHash } from 'node:crypto';
import { comparableDomain, domainOf } from '../../platform/mail-address.ts';
import type { MailProtocol, MailSharing } from '../mailboxes/schemas.ts';
import type { BackupKind, MailUserAction, MailUserRefusal } from './schemas.ts';

/** What is known of a mailbox when somebody asks what can be done to it. */
export interface MailboxFacts {
  /** Null where none was set up. */
  mailbox: { address: string; protocol: MailProtocol; sharing: MailSharing; savedAt: Date } | null;
  member: { status: 'active' | 'inactive'; deactivatedAt: Date | null };
  /** Whether it belongs to the one who asks. */
  isOwn: boolean;
  /** MEM-13: whether its member may do more than the one who asks. */
  outranks: boolean;
  /** How many active members have `manageMail`. */
  managers: number;
  /** The organization's verified domains, lower case; null when they can't be read at the moment. */
  domains: readonly string[] | null;
  isRunning: boolean;
  /** When the last backup that came to the end of the mailbox was asked for; null when none did. */
  backedUpAt: Date | null;
}

type Refusal = MailUserRefusal | null;

/** MAIL-6: with several administrators nobody locks or unlocks their own. */
function ownRefusal({ isOwn, managers }: Pick<MailboxFacts, 'isOwn' | 'managers'>): Refusal {
  return isOwn && managers > 1 ? 'lock_own' : null;
}

/** What is known when somebody asks to lock or unlock a mailbox. */
export type LockFacts = Pick<MailboxFacts, 'mailbox' | 'isOwn' | 'outranks' | 'managers'>;

export function lockRefusal(facts: LockFacts): Refusal {
  if (facts.outranks) return 'outranked';
  if (!facts.mailbox) return 'mailbox_missing';
  if (facts.mailbox.sharing === 'private') return 'lock_private';
  return ownRefusal(facts);
}

export function unlockRefusal(facts: LockFacts): Refusal {
  if (facts.outranks) return 'outranked';
  return facts.mailbox ? ownRefusal(facts) : 'mailbox_missing';
}

/** MAIL-3, MAIL-7, MEM-13: why a mailbox can't be backed up. */
export function backupRefusal(facts: MailboxFacts, kind: BackupKind): Refusal {
  if (facts.outranks) return 'outranked';
  return ineligibility(facts) ?? (facts.isRunning ? 'backup_running' : null) ?? repetition(facts, kind);
}

/** What must be true for as long as a backup runs. */
export function ineligibility({ mailbox, member, domains }: Pick<MailboxFacts, 'mailbox' | 'member' | 'domains'>) {
  if (!mailbox) return 'mailbox_missing';
  if (member.status === 'active') return 'backup_active_member';
  if (mailbox.protocol !== 'pop3') return 'backup_protocol';
  if (mailbox.sharing === 'private') return 'backup_private';
  if (!domains) return 'directory_unavailable';
  return domains.map(comparableDomain).includes(domainOf(mailbox.address)) ? null : 'backup_domain';
}

/**
 * MAIL-7: after a reactivation the member must have saved the mailbox again. Before that, the backup from before can be
 * repeated, which ties what is kept to the records that have come since.
 */
function repetition({ mailbox, member, backedUpAt }: MailboxFacts, kind: BackupKind): Refusal {
  if (!backedUpAt) return kind === 'latest' ? 'latest_backup_first' : null;
  if (mailbox && mailbox.savedAt > backedUpAt) return null;
  const leftAgain = member.deactivatedAt !== null && member.deactivatedAt > backedUpAt;
  return kind === 'latest' || leftAgain ? 'latest_backup_not_configured' : null;
}

/** Why each thing can't be done to a mailbox; what can be done is missing. */
export function refusalsOf(facts: MailboxFacts): Partial<Record<MailUserAction, MailUserRefusal>> {
  const all: Record<MailUserAction, Refusal> = {
    lock: lockRefusal(facts),
    unlock: unlockRefusal(facts),
    backUp: backupRefusal(facts, 'full'),
    latestBackup: backupRefusal(facts, 'latest'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, refusal]) => refusal !== null));
}

interface MailboxOnServer {
  host: string;
  userName: string;
}

/**
 * How what a server lists is told apart for ever: by the mailbox on the server and the name that the server gives it
 * (UIDL). Names that a server gives twice, which it must not, are told apart by their order. Null for a message that
 * the server gives no name: see `contentKey`.
 */
export function uidKeys<Listed extends { uid: string | null }>(
  server: MailboxOnServer,
  listed: readonly Listed[],
): (Listed & { uidKey: string | null })[] {
  const times = new Map<string, number>();
  return listed.map((message) => {
    const { uid } = message;
    if (uid === null) return { ...message, uidKey: null };
    const time = times.get(uid) ?? 0;
    times.set(uid, time + 1);
    return { ...message, uidKey: keyOf(server, uid, time) };
  });
}

/** What tells a message apart whatever name it has, and is its key where it has none. */
export function contentKey(server: MailboxOnServer, identity: string): string {
  return keyOf(server, '', identity);
}

/** For a message without a name that could not be read: as long as nobody deletes anything, its number stays. */
export function numberKey(server: MailboxOnServer, number: number): string {
  return keyOf(server, '', '', number);
}

function keyOf({ host, userName }: MailboxOnServer, ...parts: (string | number)[]): string {
  const name = [host.toLowerCase(), userName.toLowerCase(), ...parts].join('\n');
  return createHash('sha256').update(name).digest('base64url').slice(0, 24);
}
