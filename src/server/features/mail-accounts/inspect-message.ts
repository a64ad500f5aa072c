import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { AddressObject, EmailAddress, Headers } from 'mailparser';
import sanitizeHtml from 'sanitize-html';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { words } from '../../platform/search-text.ts';
import { decodeText } from './decode-text.ts';
import type { MessageRow } from './message-model.ts';
import type { Correspondent } from './schemas.ts';
import { bodyAt, type Part, readHeaders, walkParts } from './walk-parts.ts';

/** Of a text so much is looked at for the preview and the search. */
const TEXT_BYTES = 64 * 1024;
const PREVIEW_LENGTH = 200;
const MOST_WORDS = 300;

/** So many people of a message are listed; all of them are looked for among the records. */
const MOST_LISTED = 100;
const MOST_PARTS = 500;

/** What the header of a message tells. */
export interface Envelope {
  messageId: string;
  /** Null where the header has none that can be read. */
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

const nothing: Envelope = { messageId: '', date: null, subject: '', from: [], to: [], cc: [], addresses: [] };

/** @param head the first bytes of the source, as many as there are or are wanted. */
export async function readEnvelope(head: Buffer): Promise<Envelope> {
  const headers = await readHeaders(head);
  if (!headers) return nothing;
  const [from, to, cc] = [peopleOf(headers, 'from'), peopleOf(headers, 'to'), peopleOf(headers, 'cc')];
  const date = headers.get('date');
  return {
    messageId: textOf(headers.get('message-id')),
    date: date instanceof Date ? date : null,
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
 * What a message is, whatever way it came: digest of its Message-ID, date, sender and body. Fields such as `Received`,
 * which differ from copy to copy, are left out; a sender who gives every message the same Message-ID loses none.
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

  digest({ messageId, date, from }: Envelope): string {
    const parts = [messageId, date?.toISOString() ?? '', from[0]?.address ?? '', this.#body.digest('hex')];
    return createHash('sha256').update(parts.join('\n')).digest('base64url');
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
