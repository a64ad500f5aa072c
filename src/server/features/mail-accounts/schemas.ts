import { z } from 'zod';
import { idSchema, instantSchema, pageQuery, pageSchema } from '../../platform/page-schemas.ts';
import { MEMBER_STATUSES } from '../../platform/permissions.ts';

export const MAIL_PROTOCOLS = ['pop3', 'imap'] as const;

/** `tls`: from the first byte. `starttls`: asked for before the password goes out. `none`: only where the operator allows it. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;

/** MAIL-1: Private, Shared folders, Full share. */
export const MAIL_SHARINGS = ['private', 'folders', 'full'] as const;

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

const address = z.string().trim().pipe(z.email().max(254));
const howMany = z.number().int();

/** Where a mailbox is. */
const server = {
  protocol: z.enum(MAIL_PROTOCOLS),
  host: z
    .string()
    .max(253)
    .regex(/^\s*[A-Za-z0-9.:_-]+\s*$/, 'malformed_host')
    .transform((host) => host.trim().toLowerCase()),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(MAIL_SECURITIES),
};

/**
 * `GET /mail/mailbox` (extension `mail`, EXT-3): the member's own, without the password; all null before it was first
 * saved, which `configured` says.
 */
export const mailboxSchema = z.strictObject({
  configured: z.boolean(),
  address: z.string().nullable(),
  protocol: z.enum(MAIL_PROTOCOLS).nullable(),
  host: z.string().nullable(),
  port: z.number().int().nullable(),
  security: z.enum(MAIL_SECURITIES).nullable(),
  userName: z.string().nullable(),
  sharing: z.enum(MAIL_SHARINGS).nullable(),
  /** MAIL-5: nothing but the password can be changed. */
  locked: z.boolean(),
  /** MAIL-8: the member was deactivated since it was saved. It does nothing until it is saved again. */
  frozen: z.boolean(),
  savedAt: instantSchema.nullable(),
});

/**
 * `PUT /mail/mailbox`: tries the connection before anything is saved. `password` may be left out where one is kept and
 * neither protocol, host, port, security nor user name change; a kept password is never sent elsewhere.
 * Refusals: `validation_failed`, `mailbox_locked`, `extension_inactive`; of the connection, each saying what failed:
 * `mail_host_unknown`, `mail_host_forbidden`, `mail_refused`, `mail_timeout`, `mail_certificate`, `mail_tls_unavailable`,
 * `mail_tls_required`, `mail_protocol`, `mail_credentials`, `mail_busy`, `mail_dropped`.
 */
export const saveMailboxBody = z.strictObject({
  address,
  ...server,
  userName: z
    .string()
    .max(254)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters')
    .trim()
    .min(1),
  password: z.string().min(1).max(1024).optional(),
  sharing: z.enum(MAIL_SHARINGS),
});

/** `GET /mail/providers?address=`: what to fill in for an address, the likeliest first; nothing for an unknown domain. */
export const providersQuery = z.strictObject({ address: z.string().max(254).trim() });

export const providerSchema = z.strictObject({
  protocol: z.enum(MAIL_PROTOCOLS),
  host: z.string(),
  port: z.number().int(),
  security: z.enum(MAIL_SECURITIES),
  userName: z.string(),
});

export const providersSchema = z.strictObject({ items: z.array(providerSchema) });

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
  /** Who asked for it; null for somebody who was deleted. */
  requestedBy: z.string().nullable(),
  createdAt: instantSchema,
  finishedAt: instantSchema.nullable(),
});

export const backupsQuery = z.strictObject(pageQuery);
export const backupPageSchema = pageSchema(backupSchema);

/**
 * `POST /mail/users/{memberId}/backups` (`manageMail`), answers 202 with the backup, which runs in the background.
 * `latest`: only what came since the backup before (MAIL-7).
 * Refusals, in this order: `not_found`, `mailbox_missing`, `backup_active_member`, `backup_protocol`, `backup_private`,
 * `backup_domain` (or `directory_unavailable` when the domains can't be read), `backup_running`,
 * `latest_backup_first` (only with `latest`), `latest_backup_not_configured` (with `latest`, or once a backup was
 * followed by a reactivation).
 */
export const startBackupBody = z.strictObject({ latest: z.boolean().default(false) });

export const memberParams = z.strictObject({ memberId: idSchema });

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
  refusals: z.partialRecord(z.enum(MAIL_USER_ACTIONS), z.enum(REFUSALS)),
});

export const mailUserPageSchema = pageSchema(mailUserSchema);

const correspondentSchema = z.strictObject({ name: z.string(), address: z.string() });

const correspondents = {
  from: z.array(correspondentSchema),
  to: z.array(correspondentSchema),
  cc: z.array(correspondentSchema),
};

/** What is shown of a kept message before it is opened; the timeline's entries of the kind `message` extend it. */
export const messageSummary = {
  subject: z.string(),
  ...correspondents,
  /** The first words of its text. */
  preview: z.string(),
  attachments: howMany,
  /** Whose mailbox it is from; null for somebody who was deleted. */
  mailbox: z.string().nullable(),
  keptAt: instantSchema,
};

/** `/mail/messages/{id}` … for whoever sees one of the records that the message is tied to; `not_found` otherwise. */
export const messageParams = z.strictObject({ id: idSchema });

/** `GET /mail/messages/{id}`. */
export const messageSchema = z.strictObject({
  id: idSchema,
  /** When it was written; null where the message gives no date that can be read and believed. */
  at: instantSchema.nullable(),
  /** Who asked for the backup; null for somebody who was deleted. */
  keptBy: z.string().nullable(),
  ...messageSummary,
  /** Octets of the source. */
  size: howMany,
  /** Whether it would fetch something from elsewhere (pictures, fonts), which stays out until it is asked for. */
  hasRemoteContent: z.boolean(),
  attachments: z.array(
    z.strictObject({
      /** Its place in the message: `GET /mail/messages/{id}/attachments/{number}` downloads it. */
      number: howMany,
      name: z.string(),
      contentType: z.string(),
      /** Octets. */
      size: howMany,
      /** Shown inside the text, such as a logo. */
      inline: z.boolean(),
    }),
  ),
});

/**
 * `GET /mail/messages/{id}/body?remote=true`: the text as a page of its own (`text/html`), cleaned of everything that
 * could act, to be shown in `<iframe sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox">`. Without
 * `remote` it fetches nothing from elsewhere. Its policy forbids scripts, forms and frames in any case.
 */
export const messageBodyQuery = z.strictObject({
  remote: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});

/** `GET /mail/messages/{id}/attachments/{number}`; the source, as it came, is `GET /mail/messages/{id}/source` (`.eml`). */
export const attachmentParams = z.strictObject({ id: idSchema, number: z.coerce.number().int().min(0).max(10_000) });

export type MailProtocol = (typeof MAIL_PROTOCOLS)[number];
export type MailSecurity = (typeof MAIL_SECURITIES)[number];
export type MailSharing = (typeof MAIL_SHARINGS)[number];
export type BackupKind = (typeof BACKUP_KINDS)[number];
export type SkipReason = (typeof SKIP_REASONS)[number];
export type BackupStatus = (typeof BACKUP_STATUSES)[number];
export type MailUserAction = (typeof MAIL_USER_ACTIONS)[number];
export type MailUserRefusal = (typeof REFUSALS)[number];
export type Mailbox = z.infer<typeof mailboxSchema>;
export type SaveMailbox = z.output<typeof saveMailboxBody>;
export type Provider = z.infer<typeof providerSchema>;
export type Backup = z.infer<typeof backupSchema>;
export type MailUser = z.infer<typeof mailUserSchema>;
export type MailUsersQuery = z.output<typeof mailUsersQuery>;
export type Message = z.infer<typeof messageSchema>;
export type Correspondent = z.infer<typeof correspondentSchema>;
