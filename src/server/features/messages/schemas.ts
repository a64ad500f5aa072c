import { z } from 'zod';
import type { Calls } from '../../platform/calls.ts';
import { idSchema, instantSchema } from '../../platform/page-schemas.ts';
import { howMany } from '../mailboxes/schemas.ts';

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
const messageParams = z.strictObject({ id: idSchema });

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
const messageBodyQuery = z.strictObject({
  remote: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});

/** `GET /mail/messages/{id}/attachments/{number}`; the source, as it came, is `GET /mail/messages/{id}/source` (`.eml`). */
const attachmentParams = z.strictObject({ id: idSchema, number: z.coerce.number().int().min(0).max(10_000) });

export type Message = z.infer<typeof messageSchema>;

export type Correspondent = z.infer<typeof correspondentSchema>;

export const messagesCalls = {
  'GET /mail/messages/{id}': { params: messageParams, response: messageSchema },
  'GET /mail/messages/{id}/body': { params: messageParams, query: messageBodyQuery, produces: 'text/html' },
  'GET /mail/messages/{id}/source': { params: messageParams, produces: 'message/rfc822' },
  'GET /mail/messages/{id}/attachments/{number}': {
    params: attachmentParams,
    produces: ['application/octet-stream', 'image/*'],
  },
} satisfies Calls;
