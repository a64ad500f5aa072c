import { z } from 'zod';
import { MODULES } from '../../core/records/schemas.ts';
import type { Calls } from '../../platform/calls.ts';
import { idSchema, instantSchema, pageQuery, pageSchema, someOf } from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';
import { howMany, MAIL_PROTOCOLS, MAIL_SHARINGS } from '../mailboxes/schemas.ts';
/** `full`: the whole mailbox (MAIL-3). `latest`: what came since the backup before (MAIL-7). */
export const BACKUP_KINDS = ['full', 'latest'] as const;

/**
 * The life of a backup. `completed`: all that the server said there is has been read. A failed one goes on where it was
 * when it is asked for again; with the problem `backup_incomplete` it came to the end of the mailbox, and there are
 * messages that the server did not give.
 */
export const BACKUP_STATUSES = ['waiting', 'running', 'completed', 'failed'] as const;

/** Why a message was left out: the server refuses it, breaks off at it each time, or it is longer than can be taken. */
export const SKIP_REASONS = ['refused', 'dropped', 'too_large'] as const;

/** What can be done to somebody's mailbox; the names of `abilities`. */
export const MAIL_USER_ACTIONS = ['lock', 'unlock', 'backUp', 'latestBackup'] as const;

/** Why something can't be done to a mailbox: the codes with which the call would be refused. */
const REFUSALS = [
  'outranked',
  'mailbox_missing',
  'lock_private',
  'lock_own',
  'backup_active_member',
  'backup_protocol',
  'backup_private',
  'backup_domain',
  'backup_running',
  'latest_backup_first',
  'latest_backup_not_configured',
  'directory_unavailable',
] as const;

/** A backup, of `GET /mail/users/{memberId}/backups` (the latest first) and wherever the last one is shown. */
export const backupSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(BACKUP_KINDS),
  status: z.enum(BACKUP_STATUSES),
  /** The mailbox that was read. */
  address: z.string(),
  /**
   * How many messages the server says there are (STAT), without those that an earlier backup has looked at where the
   * latest alone are wanted; 0 until the mailbox has been opened. A server that shows a part in each session adds to it.
   */
  total: howMany,
  /** How many have been looked at: `kept + alreadyKept + notInvolved + skipped`; `processed / total` is the progress. */
  processed: howMany,
  /** How many involve a record's address and were kept by this backup. */
  kept: howMany,
  /** How many involve a record's address and were kept before, or are copies of one that was. */
  alreadyKept: howMany,
  /** How many involve nobody's record. */
  notInvolved: howMany,
  /** How many the server did not give, or that are too large; they are tried again when the backup is asked for again. */
  skipped: howMany,
  /** The first of those, at most 50. */
  skips: z.array(
    z.strictObject({
      /** The message's number on the server, from 1. */
      number: howMany,
      /** Null where the server did not give that much of it. */
      subject: z.string().nullable(),
      reason: z.enum(SKIP_REASONS),
    }),
  ),
  /** How many were not looked at: `total - processed`. */
  left: howMany,
  /** When failed: why, a problem's code (`backup_incomplete`, `mail_credentials`, `mail_timeout` …). */
  problem: z.string().nullable(),
  /** Whether it takes longer than it should. */
  stuck: z.boolean(),
  /** Who asked for it; null for somebody who was deleted. */
  requestedBy: z.string().nullable(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
});

const backupsQuery = z.strictObject(pageQuery);

const backupPageSchema = pageSchema(backupSchema);

/**
 * `POST /mail/users/{memberId}/backups` (`manageMail`), answers 202 with the backup, which runs in the background.
 * `latest`: only what came since the backup before (MAIL-7).
 * Refusals, in this order: `not_found`, `mailbox_missing`, `backup_active_member`, `backup_protocol`, `backup_private`,
 * `backup_domain` (or `directory_unavailable` when the domains can't be read), `backup_running`,
 * `latest_backup_first` (only with `latest`), `latest_backup_not_configured` (with `latest`, or once a backup was
 * followed by a reactivation).
 */
const startBackupBody = z.strictObject({ latest: z.boolean().default(false) });

/**
 * `POST /mail/users/{memberId}/backups/preview` (`manageMail`): what such a backup would give to whom, by the headers of
 * the messages that the server lists, the newest first, as many as can be read while somebody waits. Nothing is kept.
 * Refusals: as for the backup itself, and the codes of mail servers.
 */
export const backupPreviewSchema = z.strictObject({
  /** How many messages the server lists; with `latest`, without those that were looked at before. */
  total: howMany,
  /** Of how many the header was read: the other numbers are about these. */
  read: howMany,
  /** How many would be kept. */
  kept: howMany,
  /** Whoever owns a record that would get messages, the most first; a name is null for a member who was deleted. */
  owners: z.array(z.strictObject({ id: idSchema, fullName: z.string().nullable(), messages: howMany })),
  recordCount: howMany,
  /** The records that would get messages, the most first, at most 100; a title is null for one that the reader does not see. */
  records: z.array(
    z.strictObject({
      id: idSchema,
      module: z.enum(MODULES),
      title: z.string().nullable(),
      owner: z.string().nullable(),
      messages: howMany,
    }),
  ),
});

const memberParams = z.strictObject({ memberId: idSchema });

/**
 * `GET /mail/users` (`manageMail`): `active` are the active members for whom the extension works, with or without a
 * mailbox; `inactive` the inactive members who had set up one. By name.
 */
export const mailUsersQuery = z.strictObject({
  status: z.enum(MEMBER_STATUSES).default('active'),
  search: z.string().max(100).trim().optional(),
  ...pageQuery,
});

/** A row of `GET /mail/users`; also what `…/lock` and `…/unlock` answer. */
export const mailUserSchema = z.strictObject({
  /** The member's. */
  id: idSchema,
  fullName: z.string(),
  loginId: z.string(),
  status: z.enum(MEMBER_STATUSES),
  /** When an inactive member was deactivated. */
  deactivatedAt: instantSchema.nullable(),
  /** Null before the member has set up one. */
  mailbox: z
    .strictObject({
      address: z.string(),
      protocol: z.enum(MAIL_PROTOCOLS),
      sharing: z.enum(MAIL_SHARINGS),
      locked: z.boolean(),
      frozen: z.boolean(),
      savedAt: instantSchema,
    })
    .nullable(),
  /** The last one, also while it runs. */
  backup: backupSchema.nullable(),
  /**
   * Whether each call would be accepted. Locking what is locked, and unlocking what is not, is accepted and changes
   * nothing: which of the two to offer, `mailbox.locked` says.
   */
  abilities: z.strictObject({
    lock: z.boolean(),
    unlock: z.boolean(),
    backUp: z.boolean(),
    latestBackup: z.boolean(),
  }),
  /** For each ability that is false, why: `mailbox_missing`, `lock_own`, `lock_private` (lock only), or as `startBackupBody` says. */
  refusals: someOf(MAIL_USER_ACTIONS, z.enum(REFUSALS)),
});

const mailUserPageSchema = pageSchema(mailUserSchema);

export type BackupKind = (typeof BACKUP_KINDS)[number];

export type SkipReason = (typeof SKIP_REASONS)[number];

export type BackupStatus = (typeof BACKUP_STATUSES)[number];

export type MailUserAction = (typeof MAIL_USER_ACTIONS)[number];

export type MailUserRefusal = (typeof REFUSALS)[number];

export type Backup = z.infer<typeof backupSchema>;

export type BackupPreview = z.infer<typeof backupPreviewSchema>;

export type MailUser = z.infer<typeof mailUserSchema>;

export type MailUsersQuery = z.output<typeof mailUsersQuery>;

export const mailBackupsCalls = {
  'GET /mail/users': { query: mailUsersQuery, response: mailUserPageSchema },
  'POST /mail/users/{memberId}/lock': { params: memberParams, response: mailUserSchema },
  'POST /mail/users/{memberId}/unlock': { params: memberParams, response: mailUserSchema },
  'GET /mail/users/{memberId}/backups': { params: memberParams, query: backupsQuery, response: backupPageSchema },
  'POST /mail/users/{memberId}/backups': { params: memberParams, body: startBackupBody, response: backupSchema },
  'POST /mail/users/{memberId}/backups/preview': {
    params: memberParams,
    body: startBackupBody,
    response: backupPreviewSchema,
  },
} satisfies Calls;
