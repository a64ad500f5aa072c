import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { AddressObject, EmailAddress, Headers } from 'mailparser';
import sanitizeHtml from 'sanitize-html';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { words } from '../../platform/search-text.ts';
import { decodeText } from '../messages/decode-text.ts';
import { readSentDate } from '../messages/mail-date.ts';
import type { MessageRow } from '../messages/model.ts';
import type { Correspondent } from '../messages/schemas.ts';
import { bodyAt, type Part, readHeader, valuesOf, walkParts } from '../messages/walk-parts.ts';

/** Of a text so much is looked at for the preview and the search. */
const TEXT_BYTES = 64 * 1024;
const PREVIEW_LENGTH = 200;
const MOST_WORDS = 300;

/** So many people of a message are listed; all of them are looked for among the records. */
const MOST_LISTED = 100;
const MOST_PARTS = 500;

/** The fields that tell one message from another; others, such as `Received`, differ from copy to copy. */
const DISTINCT_FIELDS = ['message-id', 'date', 'from', 'to', 'cc', 'subject'] as const;

/** Identities made otherwise, by earlier versions, begin otherwise. */
export const IDENTITY_VERSION = '2:';

/** What the header of a message tells. */
export interface Envelope {
  /** The fields that tell messages apart, as they stand in the header: the same whatever Foyer learns to read. */
  distinct: string;
  /** When it was written; null where the header says nothing that can be believed. */
  date: Date | null;
  subject: string;
  from: Correspondent[];
  to: Correspondent[];
  cc: Correspondent[];
  /** Everybody in From, To and Cc, normalized: the message is tied to the records that have one of these. */
  addresses: string[];
}

/** What the parts of a message tell. */
export type Content = Pick<MessageRow, 'preview' | 'words' | 'attachments' | 'bodyParts' | 'textSize'>;

const nothing: Envelope = { distinct: '', date: null, subject: '', from: [], to: [], cc: [], addresses: [] };

/**
 * @param head the first bytes of the source, as many as there are or are wanted.
 * @param now nothing was written after that.
 */
export async function readEnvelope(head: Buffer, now = new Date()): Promise<Envelope> {
  const header = await readHeader(head);
  if (!header) return nothing;
  const { headers } = header;
  const [from, to, cc] = [peopleOf(headers, 'from'), peopleOf(headers, 'to'), peopleOf(headers, 'cc')];
  const [date = ''] = valuesOf(header, 'date');
  return {
    distinct: DISTINCT_FIELDS.map((name) => valuesOf(header, name).join(' ')).join('\n'),
    date: readSentDate({ date, received: valuesOf(header, 'received') }, now),
    subject: textOf(headers.get('subject')).slice(0, 1000),
    from: from.slice(0, MOST_LISTED),
    to: to.slice(0, MOST_LISTED),
    cc: cc.slice(0, MOST_LISTED),
    addresses: [...new Set([...from, ...to, ...cc].map(({ address }) => normalizeLoginId(address)).filter(Boolean))],
  };
}

/** Goes through the parts of a message. A malformed one is known as far as it can be read. */
export async function inspectContent(source: Readable, { subject, from, to, cc }: Envelope): Promise<Content> {
  const attachments: MessageRow['attachments'] = [];
  const texts: { html: boolean; text: string }[] = [];
  let textSize = 0;
  await walkParts(source, async (part) => {
    const { head, size } = await readPart(part.content, part.isBody ? TEXT_BYTES : 0);
    if (part.isBody) {
      textSize += size;
      if (texts.length < MOST_PARTS)
        texts.push({ html: part.contentType === 'text/html', text: decodeText(head, part.charset) });
    } else if (attachments.length < MOST_PARTS) {
      attachments.push(attachmentOf(part, size));
    }
    return true;
  });
  const plain = texts.filter(({ html }) => !html).map(({ text }) => text);
  const text = (plain.length > 0 ? plain : texts.map((each) => plainText(each.text))).join(' ');
  const people = [...from, ...to, ...cc].flatMap(({ name, address }) => [name, address]);
  const names = attachments.map(({ name }) => name);
  return {
    preview: [...text.replace(/\s+/g, ' ').trim()].slice(0, PREVIEW_LENGTH).join(''),
    words: words(subject, ...people, ...names, text).slice(0, MOST_WORDS),
    attachments,
    bodyParts: texts.length,
    textSize,
  };
}

/**
 * What a message is, whatever way it came: digest of the fields that tell messages apart and of its body. A sender who
 * gives every message the same Message-ID, or none, loses no message.
 */
export class Identity {
  readonly #body: Hash = createHash('sha256');
  #head: Buffer = Buffer.alloc(0);
  #isBody = false;

  update(chunk: Buffer): void {
    if (this.#isBody) {
      this.#body.update(chunk);
      return;
    }
    const head = Buffer.concat([this.#head, chunk]);
    const at = bodyAt(head);
    this.#isBody = at >= 0 || head.length > TEXT_BYTES * 16;
    if (this.#isBody) this.#body.update(head.subarray(Math.max(0, at)));
    this.#head = this.#isBody ? Buffer.alloc(0) : head;
  }

  digest({ distinct }: Pick<Envelope, 'distinct'>): string {
    // What has neither is told apart by all that there is of it.
    if (!this.#isBody && distinct.trim() === '') this.#body.update(this.#head);
    const hash = createHash('sha256').update(`${distinct}\n${this.#body.digest('hex')}`);
    return `${IDENTITY_VERSION}${hash.digest('base64url')}`;
  }
}

async function readPart(content: Readable, wanted: number): Promise<{ head: Buffer; size: number }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    if (size < wanted) chunks.push(chunk.subarray(0, wanted - size));
    size += chunk.length;
  }
  return { head: Buffer.concat(chunks), size };
}

function attachmentOf(part: Part, size: number): MessageRow['attachments'][number] {
  const { number, name, contentType, contentId, isInline } = part;
  return {
    number,
    name: name.slice(0, 255),
    contentType: contentType.slice(0, 255),
    size,
    contentId,
    inline: isInline,
  };
}

/** Without tags; an entity more or less does no harm in a preview. */
function plainText(html: string): string {
  return sanitizeHtml(html, { allowedTags: [], allowedAttributes: {} })
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function peopleOf(headers: Headers, key: 'from' | 'to' | 'cc'): Correspondent[] {
  const fields = [headers.get(key) ?? []].flat() as AddressObject[];
  return fields.flatMap(({ value }) => value.flatMap(membersOf));
}

/** A group (RFC 5322, section 3.4) is its members. */
function membersOf({ name, address, group }: EmailAddress): Correspondent[] {
  if (group) return group.flatMap(membersOf);
  return address ? [{ name: name.slice(0, 255), address: address.slice(0, 320) }] : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
