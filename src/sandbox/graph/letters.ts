import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Letter, MailAddress } from '../mailboxes/message.ts';
import { GraphError, refusals } from './errors.ts';
import { decodeWords, readAddresses, readMime } from './mime.ts';

const recipient = z.strictObject({
  emailAddress: z.strictObject({ address: z.string().nullish(), name: z.string().nullish() }),
});
const recipients = z.array(recipient).default([]);
const attachment = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.fileAttachment'),
  name: z.string(),
  contentType: z.string().nullish(),
  contentBytes: z.string(),
  contentId: z.string().nullish(),
  isInline: z.boolean().default(false),
});
const body = z.strictObject({
  contentType: z
    .string()
    .transform((type) => type.toLowerCase())
    .pipe(z.enum(['html', 'text']))
    .default('text'),
  content: z.string().default(''),
});
const message = z.strictObject({
  '@odata.type': z.string().optional(),
  subject: z.string().nullish(),
  body: body.optional(),
  toRecipients: recipients,
  ccRecipients: recipients,
  bccRecipients: recipients,
  replyTo: recipients,
  from: recipient.optional(),
  sender: recipient.optional(),
  importance: z.enum(['low', 'normal', 'high']).default('normal'),
  internetMessageId: z.string().optional(),
  internetMessageHeaders: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
  attachments: z.array(attachment).default([]),
  categories: z.array(z.string()).optional(),
  isDeliveryReceiptRequested: z.boolean().optional(),
  isReadReceiptRequested: z.boolean().optional(),
});
const sendMailBody = z.strictObject({ message, saveToSentItems: z.boolean().default(true) });

/** A letter that was asked to be sent, and whether its sender keeps a copy. */
export interface Sending {
  readonly letter: Letter;
  readonly saveToSentItems: boolean;
}

/** Reads the JSON of `sendMail`. @throws GraphError as Exchange answers. */
export function letterFromJson(json: unknown, sender: MailAddress): Sending {
  const parsed = sendMailBody.safeParse(json);
  if (!parsed.success) throw unreadable(parsed.error);
  const { message: given, saveToSentItems } = parsed.data;
  for (const { name } of given.internetMessageHeaders) {
    if (!/^x-/i.test(name)) {
      throw new GraphError(
        400,
        'InvalidInternetMessageHeader',
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
      );
    }
  }
  const letter = {
    internetMessageId: given.internetMessageId ?? newMessageId(sender),
    subject: given.subject ?? '',
    from: given.from === undefined ? sender : { ...sender, ...addressOf(given.from) },
    to: given.toRecipients.map(addressOf),
    cc: given.ccRecipients.map(addressOf),
    bcc: given.bccRecipients.map(addressOf),
    replyTo: given.replyTo.map(addressOf),
    body: given.body ?? { contentType: 'text' as const, content: '' },
    importance: given.importance,
    headers: given.internetMessageHeaders,
    attachments: given.attachments.map((file, place) => ({
      id: `attachment-${place + 1}`,
      name: file.name,
      contentType: file.contentType ?? 'application/octet-stream',
      contentId: file.contentId ?? null,
      isInline: file.isInline,
      contentBytes: file.contentBytes,
    })),
  };
  return { letter: checked(letter), saveToSentItems };
}

/** Reads the Base64 of a MIME message. @throws GraphError as Exchange answers. */
export function letterFromMime(base64: string, sender: MailAddress): Sending {
  if (base64.trim() === '' || !/^[A-Za-z0-9+/=\s]+$/.test(base64)) {
    throw new GraphError(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
  }
  const { headers, html, text, attachments } = readMime(Buffer.from(base64, 'base64'));
  const [from = sender] = readAddresses(headers.get('from'));
  const letter: Letter = {
    internetMessageId: headers.get('message-id') ?? newMessageId(sender),
    subject: decodeWords(headers.get('subject') ?? ''),
    from: { address: from.address, name: from.name === '' ? sender.name : from.name },
    to: readAddresses(headers.get('to')),
    cc: readAddresses(headers.get('cc')),
    bcc: readAddresses(headers.get('bcc')),
    replyTo: readAddresses(headers.get('reply-to')),
    body: html === null ? { contentType: 'text', content: text ?? '' } : { contentType: 'html', content: html },
    ...(html === null || text === null ? {} : { plainText: text }),
    importance: 'normal',
    headers: [...headers]
      .filter(([name]) => name.startsWith('x-') || name === 'auto-submitted')
      .map(([name, value]) => ({ name, value: decodeWords(value) })),
    attachments,
  };
  return { letter: checked(letter), saveToSentItems: true };
}

function checked(letter: Letter): Letter {
  const everybody = [...letter.to, ...letter.cc, ...letter.bcc];
  if (everybody.length === 0) {
    throw new GraphError(
      400,
      'ErrorInvalidRecipients',
      "At least one recipient is not valid., A message can't be sent unless it contains at least one recipient.",
    );
  }
  const bad = [...everybody, ...letter.replyTo].find(({ address }) => !/^[^\s@<>"]+@[^\s@<>"]+$/.test(address));
  if (bad !== undefined) {
    throw new GraphError(
      400,
      'ErrorInvalidRecipients',
      `At least one recipient is not valid., Recipient '${bad.address}' is not resolved. All recipients must be resolved before a message can be submitted.`,
    );
  }
  return letter;
}

function addressOf({ emailAddress }: z.infer<typeof recipient>): MailAddress {
  return { name: emailAddress.name ?? emailAddress.address ?? '', address: emailAddress.address ?? '' };
}

function newMessageId({ address }: MailAddress): string {
  return `<${randomUUID()}@${address.split('@')[1]}>`;
}

function unreadable(error: z.ZodError): GraphError {
  const issue = error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    return new GraphError(
      400,
      'RequestBodyRead',
      `The property '${issue.keys[0]}' does not exist on type 'microsoft.graph.message'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
    );
  }
  return refusals.badRequest(`Invalid request body: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}
