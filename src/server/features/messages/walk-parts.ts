import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AttachmentStream, type HeaderLines, type Headers, MailParser, type StructuredHeader } from 'mailparser';
import { decodeText } from './decode-text.ts';

/** One leaf of a message's MIME tree (RFC 2045), its transfer encoding undone. */
export interface Part {
  /** Its place among the leaves, from 0: the same each time that the message is read. */
  number: number;
  contentType: string;
  /** Empty where the message gives none. */
  name: string;
  /** For text; null where the message does not say. */
  charset: string | null;
  /** The text itself, and not a text that was attached. */
  isBody: boolean;
  /** Shown inside the text. */
  isInline: boolean;
  /** Without angle brackets. */
  contentId: string | null;
  content: Readable;
}

/**
 * Reads a message part by part, each as a stream, so that none of them is ever held in memory. What can't be
 * understood of a malformed message ends the walk; what was read before it stands.
 * @param visit may leave the content unread; false ends the walk.
 */
export async function walkParts(source: Readable, visit: (part: Part) => Promise<boolean>): Promise<void> {
  const parser = new MailParser({ checksumAlgo: false, skipHtmlToText: true, skipTextToHtml: true });
  // Otherwise texts are collected in memory, however long they are.
  Object.assign(parser, { textTypes: [] });
  let number = 0;
  let failure: unknown = null;
  const walk = async () => {
    for await (const item of parser) {
      if (item.type !== 'attachment') continue;
      try {
        if ((await visit(toPart(item, number))) === false) return;
      } catch (error) {
        failure = error;
        throw error;
      }
      number += 1;
      item.release?.();
    }
  };
  try {
    await Promise.all([pipeline(source, parser), walk()]);
  } catch {
    if (failure) throw failure;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** The header of a message: its fields as they are understood, and as they stand there. */
export interface MessageHeader {
  headers: Headers;
  lines: HeaderLines;
}

/** The header of a message, of which these are the first bytes; null where it has none that can be read. */
export async function readHeader(head: Buffer): Promise<MessageHeader | null> {
  const parser = new MailParser();
  parser.resume();
  return await new Promise((resolve) => {
    parser.once('headers', (headers) => resolve({ headers, lines: parser.headerLines || [] }));
    parser.once('error', () => resolve(null));
    parser.once('end', () => resolve(null));
    parser.end(headerOf(head));
  });
}

/** The values of a field as they stand in the header, unfolded (RFC 5322, section 2.2.3), the topmost first. */
export function valuesOf({ lines }: MessageHeader, name: string): string[] {
  return lines
    .filter(({ key }) => key === name)
    .map(({ line }) => decodeText(Buffer.from(line.slice(line.indexOf(':') + 1), 'binary'), null))
    .map((value) => value.replace(/\s+/g, ' ').trim());
}

function headerOf(head: Buffer): Buffer {
  const end = bodyAt(head);
  return end < 0 ? head : head.subarray(0, end);
}

/** Where the body begins: behind the first empty line; -1 while none has been seen. */
export function bodyAt(head: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].flatMap((line) => {
    const at = head.indexOf(line);
    return at < 0 ? [] : [at + line.length];
  });
  return ends.length === 0 ? -1 : Math.min(...ends);
}

function charsetOf(headers: Headers): string | null {
  const type = headers.get('content-type') as StructuredHeader | undefined;
  return type?.params?.charset ?? null;
}

function toPart(item: AttachmentStream, number: number): Part {
  const { contentType, contentDisposition, filename, cid, related, content } = item;
  const isText = contentType === 'text/plain' || contentType === 'text/html';
  return {
    number,
    contentType,
    name: filename ?? '',
    charset: charsetOf(item.headers),
    isBody: isText && contentDisposition !== 'attachment' && filename === undefined,
    isInline: related === true || (contentDisposition === 'inline' && cid !== undefined),
    contentId: cid ?? null,
    content,
  };
}
