import type { Readable } from 'node:stream';
import libmime from 'libmime';
import { attachmentOf, hasInnerSubject, referencesOf } from './attachments.ts';
import { decodeHtml, decodeText } from './decode-text.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import type { AttachmentEntry } from './model.ts';
import { type Multipart, type OpenPart, type Part, walkParts } from './walk-parts.ts';

/** So much of a message's text is read at all. */
const TEXT_BYTES = 16 * 1024 * 1024;

/** So much is looked at to find the subject of a message inside a message. */
const INNER_BYTES = 64 * 1024;

/** A text that is shown. */
export interface Text {
  isHtml: boolean;
  text: string;
  /** The same without layout, where the message has it. */
  plain: string | null;
}

/** A message, read. */
export interface Letter {
  envelope: Envelope;
  /** What is shown, in its order. */
  texts: Text[];
  /** What can be opened. */
  attachments: AttachmentEntry[];
  /** Number of the last part that has to do with what is shown; -1 where nothing is. */
  lastText: number;
}

/** A leaf of the message's tree, read. */
interface Leaf {
  part: Part;
  size: number;
  /** For what may be shown. */
  texts: Text[];
  /** The beginning of it, where its name is looked for. */
  start: Buffer;
}

interface Branch {
  multipart: Multipart;
  children: Tree[];
}

type Tree = Leaf | Branch;

/**
 * Reads a message: what is shown of it, what is attached, who wrote it to whom and when. A malformed one is known as
 * far as it can be read.
 * @param until number of the last part that is read; null for all.
 */
export async function readLetter(source: Readable, now = new Date(), until: number | null = null): Promise<Letter> {
  const root: Branch = { multipart: { kind: 'mixed', start: null }, children: [] };
  let left = TEXT_BYTES;
  const header = await walkParts(source, async (part) => {
    const leaf = await readLeaf(part, left);
    left -= Math.min(left, leaf.size);
    place(root, leaf);
    return part.number !== until;
  });
  const shown = shownOf(root, true);
  const isShown = new Set(shown.map(({ leaf }) => leaf));
  const texts = shown.flatMap(({ leaf, plain }) =>
    leaf.texts.map((text, index) => (index === 0 ? { ...text, plain } : text)),
  );
  const others = attachedOf(root, isShown);
  const references = new Set(texts.flatMap((text) => (text.isHtml ? referencesOf(text.text) : [])));
  return {
    envelope: await readEnvelope(header ?? Buffer.alloc(0), now),
    texts,
    attachments: await Promise.all(others.map((leaf) => attachmentOf(leaf, references))),
    lastText: Math.max(
      -1,
      ...leavesOf(root)
        .filter(({ texts: some }) => some.length > 0)
        .map(({ part }) => part.number),
    ),
  };
}

/** Puts a leaf where it belongs: in the branch of the multiparts that it is in, the last of them. */
function place(root: Branch, leaf: Leaf): void {
  let branch = root;
  for (const multipart of leaf.part.within) {
    const last = branch.children.at(-1);
    if (last && 'children' in last && last.multipart === multipart) branch = last;
    else {
      const next: Branch = { multipart, children: [] };
      branch.children.push(next);
      branch = next;
    }
  }
  branch.children.push(leaf);
}

function leavesOf(tree: Tree): Leaf[] {
  return 'children' in tree ? tree.children.flatMap(leavesOf) : [tree];
}

interface Shown {
  leaf: Leaf;
  plain: string | null;
}

/**
 * What is shown of a tree. An `alternative` (RFC 2046, section 5.1.4) gives one of its parts: the last that can be shown
 * and has something to say. Everything else is shown in its order, whatever it is in.
 * @param isFirst nothing is shown before it: what is a text is the letter then, whatever name it has.
 */
function shownOf(tree: Tree, isFirst: boolean): Shown[] {
  if (!('children' in tree)) {
    const isText = tree.texts.length > 0 && (isFirst || tree.part.name === '');
    return isText ? [{ leaf: tree, plain: null }] : [];
  }
  const { multipart, children } = tree;
  if (multipart.kind === 'alternative') return chosenOf(children.map((child) => shownOf(child, true)));
  const isRelated = multipart.kind === 'related';
  const root = isRelated ? rootOf(tree) : null;
  const shown: Shown[] = [];
  for (const child of children) {
    // RFC 2387: what has a Content-ID belongs to the root, which shows it where it refers to it.
    if (isRelated && child !== root && !('children' in child) && child.part.contentId) continue;
    shown.push(...shownOf(child, isFirst && (isRelated ? child === root : shown.length === 0)));
  }
  return shown;
}

function rootOf({ multipart: { start }, children }: Branch): Tree | null {
  const named = children.find((child) => start && leavesOf(child).some(({ part }) => part.contentId === start));
  return named ?? children[0] ?? null;
}

/** Of several ways to say the same, the last that is known and not empty, with what it is in plain text. */
function chosenOf(ways: readonly Shown[][]): Shown[] {
  const telling = ways.filter((way) => way.some(({ leaf }) => leaf.texts.some(says)));
  const known = telling.filter((way) => way.some(({ leaf: { part } }) => isPlain(part) || isHtml(part)));
  const chosen = known.at(-1) ?? telling.at(-1) ?? ways.find((way) => way.length > 0) ?? [];
  const plain = ways
    .filter((way) => way !== chosen)
    .flatMap((way) => way.flatMap(({ leaf }) => leaf.texts))
    .filter((text) => !text.isHtml)
    .map(({ text }) => text);
  return chosen.map((shown, index) =>
    index === 0 && plain.length > 0 ? { ...shown, plain: plain.join('\n') } : shown,
  );
}

function says({ isHtml: isMarkup, text }: Text): boolean {
  return isMarkup ? /<img\b/i.test(text) || /[^\s\u00a0]/.test(withoutTags(text)) : /\S/.test(text);
}

/** In a time that grows with its length alone, however it is broken. */
export function withoutTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style|title|noscript|xml)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<(?:br|\/?(?:p|div|tr|table|li|ul|ol|h[1-6]|blockquote))\b[^>]*>/gi, '\n')
    .replace(/<\/?[a-z!?][^>]*(?:>|$)/gi, ' ')
    .replace(/&(?:nbsp|#160);/gi, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** What can be opened: all that is not shown, but for other ways to say what is. */
function attachedOf(tree: Tree, isShown: ReadonlySet<Leaf>): Leaf[] {
  if (!('children' in tree)) return isShown.has(tree) ? [] : [tree];
  const isChosen = leavesOf(tree).some((leaf) => isShown.has(leaf));
  const attached = tree.children.flatMap((child) => attachedOf(child, isShown));
  if (tree.multipart.kind !== 'alternative' || !isChosen) return attached;
  return attached.filter((leaf) => leaf.texts.length === 0);
}

async function readLeaf(part: OpenPart, left: number): Promise<Leaf> {
  const isText = mayBeShown(part);
  // What is behind the end of base64 is lost once it is decoded.
  const isBase64 = part.encoding === 'base64';
  const wanted = isText ? left : hasInnerSubject(part) ? INNER_BYTES : 0;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of (isText && isBase64 ? part.raw() : part.decoded()) as AsyncIterable<Buffer>) {
    if (size < wanted) chunks.push(chunk.subarray(0, wanted - size));
    size += chunk.length;
  }
  const start = Buffer.concat(chunks);
  const { raw: _raw, decoded: _decoded, ...about } = part;
  return { part: about, size, start, texts: isText ? textsOf(part, start, isBase64) : [] };
}

/** The text of a part; two where a list's server has put its footer behind the base64 of somebody's words. */
function textsOf(part: Part, bytes: Buffer, isBase64: boolean): Text[] {
  const { content, footer } = isBase64 ? decodeBase64(bytes) : { content: bytes, footer: '' };
  const isMarkup = isHtml(part);
  const text = isMarkup ? decodeHtml(content, part.charset) : decodeText(content, part.charset);
  const joined = part.flowed ? libmime.decodeFlowed(text, part.flowed.delSp) : text;
  const shown = { isHtml: isMarkup, text: joined, plain: null };
  return footer ? [shown, { isHtml: false, text: footer, plain: null }] : [shown];
}

/** RFC 2045, section 6.8: other letters are passed over, and padding ends it; what is behind that is no base64. */
function decodeBase64(bytes: Buffer): { content: Buffer; footer: string } {
  const lines = bytes.toString('latin1').split(/\r?\n/);
  const contents: Buffer[] = [];
  let block = '';
  let isOver = false;
  let isBehindBlank = false;
  let at = 0;
  for (; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    const isClean = /^[A-Za-z0-9+/]+={0,2}$/.test(line);
    if (line !== '' && !isClean && (isOver || isBehindBlank)) break;
    if (isOver && isClean && line.length % 4 !== 0) break;
    if (line !== '') {
      block += line;
      isOver = line.endsWith('=');
      if (isOver) {
        contents.push(Buffer.from(block, 'base64'));
        block = '';
      }
    }
    isBehindBlank = line === '' && (block !== '' || isOver);
  }
  contents.push(Buffer.from(block, 'base64'));
  const footer = Buffer.from(lines.slice(at).join('\n'), 'latin1');
  return { content: Buffer.concat(contents), footer: decodeText(footer, null).trim() };
}

/** Texts that a program is meant for, and no reader. */
const forPrograms =
  /^text\/(calendar|vcard|x-vcard|directory|csv|tab-separated-values|css|rtf|rfc822-headers|xml|xsl|javascript|ecmascript)$/;

const isHtml = ({ contentType }: Part) => contentType === 'text/html';

/** RFC 2045, section 5.2: what can't be read is plain text; so is what the name does not say otherwise of. */
const isPlain = ({ contentType, name }: Part) =>
  contentType === 'text/plain' || (contentType === '' && /^[^.]*$|\.(txt|text|asc)$/i.test(name));

/** RFC 2046, section 4.1.4: a text of a kind that is not known is plain text. */
function mayBeShown(part: Part): boolean {
  if (part.isAttached) return false;
  return isPlain(part) || (part.contentType.startsWith('text/') && !forPrograms.test(part.contentType));
}
