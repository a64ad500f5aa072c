import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { addressSchema, instantSchema } from '../../platform/page-schemas.ts';

export const MAIL_PROTOCOLS = ['pop3', 'imap'] as const;

/** `tls`: from the first byte. `starttls`: asked for before the password goes out. `none`: only where the operator allows it. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;

/** MAIL-1: Private, Shared folders, Full share. */
export const MAIL_SHARINGS = ['private', 'folders', 'full'] as const;

export const howMany = z.number().int();

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
 * `mail_host_unknown`, `mail_host_forbidden`, `mail_port_forbidden`, `mail_refused` (nothing, or no such server, answers
 * there), `mail_certificate`, `mail_tls_unavailable`, `mail_tls_required`, `mail_credentials`, `mail_busy`; after too many
 * such refusals in an hour `too_many_attempts`.
 */
export const saveMailboxBody = z.strictObject({
  address: addressSchema,
  ...server,
  userName: z
    .string()
    .max(254)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'control_characters')
    .transform((name) => name.replace(/\p{Cf}/gu, '').trim())
    .pipe(z.string().min(1)),
  password: z.string().min(1).max(1024).optional(),
  sharing: z.enum(MAIL_SHARINGS),
});

/** `GET /mail/providers?address=`: what to fill in for an address, the likeliest first; nothing for an unknown domain. */
const providersQuery = z.strictObject({ address: z.string().max(254).trim() });

export const providerSchema = z.strictObject({
  protocol: z.enum(MAIL_PROTOCOLS),
  host: z.string(),
  port: z.number().int(),
  security: z.enum(MAIL_SECURITIES),
  userName: z.string(),
});

const providersSchema = z.strictObject({ items: z.array(providerSchema) });

export type MailProtocol = (typeof MAIL_PROTOCOLS)[number];
export type MailSecurity = (typeof MAIL_SECURITIES)[number];
export type MailSharing = (typeof MAIL_SHARINGS)[number];
export type Mailbox = z.infer<typeof mailboxSchema>;
export type SaveMailbox = z.output<typeof saveMailboxBody>;
export type Provider = z.infer<typeof providerSchema>;

export const mailboxesCalls = {
  'GET /mail/mailbox': { response: mailboxSchema },
  'PUT /mail/mailbox': { body: saveMailboxBody, response: mailboxSchema },
  'GET /mail/providers': { query: providersQuery, response: providersSchema },
} satisfies Calls;
