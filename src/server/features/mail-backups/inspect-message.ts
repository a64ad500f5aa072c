import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { words } from '../../platform/search-text.ts';
import { cleanApart } from '../messages/clean-apart.ts';
import type { Envelope } from '../messages/envelope.ts';
import { readLetter, type Text, withoutTags } from '../messages/letter.ts';
import type { MessageRow } from '../messages/model.ts';
import { bodyAt } from '../messages/walk-parts.ts';

/** Of a text so much is looked at for the preview and the search. */
const TEXT_LENGTH = 64 * 1024;
const PREVIEW_LENGTH = 200;
const MOST_WORDS = 300;

/** Of longer markup the beginning is looked at, without its layout. */
const MARKUP_LENGTH = 256 * 1024;

/** Where a header ends at the latest. */
const MOST_HEADER_BYTES = 1024 * 1024;

/** Identities made otherwise, by earlier versions, begin otherwise. */
export const IDENTITY_VERSION = '2:';

/** What is kept of a message beside its source and its envelope. */
export type Content = Pick<MessageRow, 'preview' | 'words' | 'attachments' | 'lastText'>;

/** Goes through the parts of a message. A malformed one is known as far as it can be read. */
export async function inspectContent(source: Readable, { subject, from, to, cc }: Envelope): Promise<Content> {
  const { texts, attachments, lastText } = await readLetter(source);
  const text = (await Promise.all(texts.map(previewOf))).join(' ').slice(0, TEXT_LENGTH);
  const people = [...from, ...to, ...cc].flatMap(({ name, address }) => [name, address]);
  const names = attachments.map(({ name }) => name);
  return {
    preview: [...text.replace(/\s+/g, ' ').trim()].slice(0, PREVIEW_LENGTH).join(''),
    words: words(subject, ...people, ...names, text).slice(0, MOST_WORDS),
    attachments,
    lastText,
  };
}

/** What a text says, its beginning at least. */
async function previewOf({ isHtml, text }: Text): Promise<string> {
  if (!isHtml) return text;
  const cleaned = text.length > MARKUP_LENGTH ? null : await cleanApart(text, { remote: false, pictures: new Map() });
  return cleaned?.text ?? withoutTags(text.slice(0, MARKUP_LENGTH));
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
    this.#isBody = at >= 0 || head.length > MOST_HEADER_BYTES;
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
