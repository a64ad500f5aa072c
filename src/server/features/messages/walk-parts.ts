import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type MimeNode, Splitter } from '@zone-eu/mailsplit';
import libmime from 'libmime';

/** A multipart that says no boundary, or one that never comes, is kept as a text as far as this. */
const STRAY_BYTES = 1024 * 1024;

/** So much is looked at to see how a message begins. */
const START_BYTES = 8 * 1024;

/** What a part is, as its header says it (RFC 2045, RFC 2183). */
export interface Part {
  /** Its place among the leaves, from 0: the same each time that the message is read. */
  number: number;
  /** Small letters; empty where it can't be read. */
  contentType: string;
  /** Empty where the message gives none. */
  name: string;
  charset: string | null;
  isAttached: boolean;
  /** RFC 3676. */
  flowed: { delSp: boolean } | null;
  encoding: string;
  /** What the text refers to it by: its Content-ID, without brackets, else its Content-Location; null for none. */
  contentId: string | null;
  /** The multiparts that it is in, the outermost first. */
  within: readonly Multipart[];
}

export interface Multipart {
  /** `mixed`, `alternative`, `related` … */
  kind: string;
  /** Of a `related` one: the Content-ID of the part that the others belong to. */
  start: string | null;
}

/** A part whose content can be read, as it stands there or with its transfer encoding undone; at most once. */
export interface OpenPart extends Part {
  raw(): Readable;
  decoded(): Readable;
}

/**
 * Reads a message part by part, each as a stream, so that none of them is ever held in memory. A message inside a
 * message is one part. What can't be understood of a malformed message ends the walk; what was read before it stands.
 * @param visit may leave the content unread; false ends the walk.
 * @returns the bytes of the header.
 */
export async function walkParts(source: Readable, visit: (part: OpenPart) => Promise<boolean>): Promise<Buffer | null> {
  const splitter = new Splitter({ ignoreEmbedded: true });
  const feeding = pipeline(source, repaired, splitter).catch(() => undefined);
  const walk = new Walk(splitter, visit);
  try {
    await walk.run();
  } finally {
    source.destroy();
    splitter.destroy();
    await feeding;
  }
  return walk.header;
}

/** Where a node of the tree is read to, and what is known of those around it. */
class Walk {
  header: Buffer | null = null;
  readonly #items: AsyncIterator<Item>;
  readonly #visit: (part: OpenPart) => Promise<boolean>;
  readonly #multiparts = new Map<MimeNode, Multipart>();
  #next: Item | null = null;
  #number = 0;

  constructor(splitter: Splitter, visit: (part: OpenPart) => Promise<boolean>) {
    this.#items = splitter[Symbol.asyncIterator]() as AsyncIterator<Item>;
    this.#visit = visit;
  }

  async run(): Promise<void> {
    await this.#advance();
    for (let node = this.#next; node; node = this.#next) {
      await this.#advance();
      if (node.type !== 'node') continue;
      this.header ??= node.getHeaders();
      if (!(node.multipart ? await this.#enter(node) : await this.#leaf(node, this.#body(node)))) return;
    }
  }

  /** A multipart with nothing in it but text is that text. */
  async #enter(node: MimeNode): Promise<boolean> {
    this.#multiparts.set(node, { kind: node.multipart || 'mixed', start: paramOf(node, 'start') });
    const stray: Buffer[] = [];
    let length = 0;
    for await (const piece of this.#body(node)) {
      if (length < STRAY_BYTES) stray.push(piece);
      length += piece.length;
    }
    const isParent = this.#next?.type === 'node' && parentsOf(this.#next).includes(node);
    if (isParent || !/\S/.test(Buffer.concat(stray).toString('latin1'))) return true;
    this.#multiparts.delete(node);
    node.contentType = 'text/plain';
    return await this.#leaf(node, Readable.from(stray));
  }

  async #leaf(node: MimeNode, pieces: AsyncIterable<Buffer>): Promise<boolean> {
    const number = this.#number;
    this.#number += 1;
    const raw = () => Readable.from(pieces, { objectMode: false });
    const decoded = () => {
      const decoder = decoderOf(node);
      // Whoever reads it sees the failure there.
      pipeline(raw(), decoder).catch(() => undefined);
      return decoder;
    };
    const within = parentsOf(node).flatMap((parent) => this.#multiparts.get(parent) ?? []);
    return (await this.#visit({ ...partOf(node, number, within), raw, decoded })) !== false;
  }

  /** What there is of a node until the next one. Whatever of it nobody reads is passed over. */
  async *#body(node: MimeNode): AsyncGenerator<Buffer> {
    for (; this.#next && this.#next.type !== 'node'; await this.#advance()) {
      const { type, value, node: owner } = this.#next;
      if (owner === node && value && (type === 'body' || !this.#isDelimiter(value, node))) yield value;
    }
  }

  #isDelimiter(value: Buffer, node: MimeNode): boolean {
    return !node.multipart || (node._boundary !== false && value.includes(node._boundary));
  }

  async #advance(): Promise<void> {
    try {
      const { value, done } = await this.#items.next();
      this.#next = done ? null : value;
    } catch {
      this.#next = null;
    }
  }
}

type Item = MimeNode | { type: 'body' | 'data'; node: MimeNode; value?: Buffer };

function parentsOf(node: MimeNode): MimeNode[] {
  const parents: MimeNode[] = [];
  for (let parent = node.parentNode; parent; parent = parent.parentNode) parents.unshift(parent as MimeNode);
  return parents;
}

function partOf(node: MimeNode, number: number, within: Part['within']): Part {
  const { headers, contentType, disposition, encoding } = node;
  const field = (name: string) => libmime.decodeWords(headers ? headers.getFirst(name) : '').trim();
  const contentId = withoutBrackets(field('content-id'));
  return {
    number,
    contentType: /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(contentType || '') ? contentType || '' : '',
    name: node.filename || '',
    charset: node.charset || null,
    isAttached: disposition === 'attachment',
    flowed: node.flowed ? { delSp: node.delSp } : null,
    encoding: encoding || '',
    contentId: contentId || field('content-location') || null,
    within,
  };
}

function paramOf({ headers }: MimeNode, name: string): string | null {
  const value = headers && libmime.parseHeaderValue(headers.getFirst('content-type')).params[name];
  return value ? withoutBrackets(value) : null;
}

function withoutBrackets(id: string): string {
  return id.trim().replace(/^<|>$/g, '').trim();
}

function decoderOf(node: MimeNode) {
  return node.multipart ? new PassThrough() : node.getDecoder();
}

/** A message as it should begin: some come with what programs put ahead of them, or with CR alone at their line ends. */
async function* repaired(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const start: Buffer[] = [];
  let length = 0;
  let lineEnd: ((bytes: Buffer) => Buffer) | null = null;
  for await (const piece of source) {
    if (lineEnd) {
      yield lineEnd(piece);
      continue;
    }
    start.push(piece);
    length += piece.length;
    if (length < START_BYTES) continue;
    lineEnd = lineEndOf(Buffer.concat(start));
    yield repairStart(Buffer.concat(start));
  }
  if (!lineEnd) yield repairStart(Buffer.concat(start));
}

/** The beginning of a message without a byte order mark, empty lines, or a space before its first colon. */
export function repairStart(head: Buffer): Buffer {
  const start = lineEndOf(head)(head);
  const [ahead = ''] =
    /^(?:\xef\xbb\xbf)?[\s]*?(?=[!-9;-~]+[ \t]*:|>?From )/.exec(start.toString('latin1', 0, 1000)) ?? [];
  const rest = start.subarray(ahead.length);
  // Else it is taken for the line that mailboxes put between messages.
  const [from = ''] = /^From[ \t]+:/i.exec(rest.toString('latin1', 0, 100)) ?? [];
  return from ? Buffer.concat([Buffer.from('From:'), rest.subarray(from.length)]) : rest;
}

function lineEndOf(head: Buffer): (bytes: Buffer) => Buffer {
  const isCrAlone = /^[^\n]*\r[!-9;-~]+[ \t]*:/.test(head.toString('latin1', 0, START_BYTES));
  return isCrAlone ? (bytes) => Buffer.from(bytes.map((byte) => (byte === 0x0d ? 0x0a : byte))) : (bytes) => bytes;
}

/** Where the body begins: behind the first empty line; -1 while none has been seen. */
export function bodyAt(head: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].flatMap((line) => {
    const at = head.indexOf(line);
    return at < 0 ? [] : [at + line.length];
  });
  // With CR alone at its line ends; CR CR LF is another way to end a line.
  const at = head.indexOf('\r\r');
  const lineFeed = head.indexOf('\n');
  if (at >= 0 && at + 2 < head.length && (lineFeed < 0 || lineFeed > at + 2)) ends.push(at + 2);
  return ends.length === 0 ? -1 : Math.min(...ends);
}
