import addressparser from 'nodemailer/lib/addressparser';
import type { MailAddress, MailAttachment } from '../mailboxes/message.ts';

/** One part of a MIME message (RFC 2045), its headers by lower-cased name. */
interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly content: Buffer;
}

export interface ReadMime {
  readonly headers: ReadonlyMap<string, string>;
  readonly html: string | null;
  readonly text: string | null;
  readonly attachments: readonly MailAttachment[];
}

/** Reads a MIME message, nested parts included. */
export function readMime(source: Buffer): ReadMime {
  const root = readPart(source);
  const found: { html: string | null; text: string | null; attachments: MailAttachment[] } = {
    html: null,
    text: null,
    attachments: [],
  };
  collect(root, found);
  return { headers: root.headers, ...found };
}

/** The addresses of a header, groups taken apart. */
export function readAddresses(header: string | undefined): MailAddress[] {
  return addressparser(header ?? '', { flatten: true }).map(({ name, address }) => ({
    name: decodeWords(name),
    address,
  }));
}

/** RFC 2047: `=?utf-8?Q?Th=C3=A9o?=`. */
export function decodeWords(text: string): string {
  return text
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(
      /=\?([^?*]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi,
      (_word, charset: string, encoding: string, data: string) => {
        const bytes =
          encoding.toLowerCase() === 'b' ? Buffer.from(data, 'base64') : quotedPrintable(data.replaceAll('_', ' '));
        return decode(bytes, charset);
      },
    );
}

function collect(part: Part, into: { html: string | null; text: string | null; attachments: MailAttachment[] }): void {
  const boundary = part.parameters.get('boundary');
  if (part.type.startsWith('multipart/') && boundary !== undefined) {
    for (const child of split(part.content, boundary)) collect(readPart(child), into);
    return;
  }
  const disposition = part.headers.get('content-disposition') ?? '';
  const attached = disposition.toLowerCase().startsWith('attachment');
  const bytes = transferDecoded(part);
  const text = () => decode(bytes, part.parameters.get('charset') ?? 'utf-8');
  if (!attached && part.type === 'text/html' && into.html === null) into.html = text();
  else if (!attached && part.type === 'text/plain' && into.text === null) into.text = text();
  else into.attachments.push(attachment(part, bytes, attached, into.attachments.length));
}

function attachment(part: Part, bytes: Buffer, attached: boolean, place: number): MailAttachment {
  const disposition = parametersOf(part.headers.get('content-disposition') ?? '');
  const name = disposition.get('filename') ?? part.parameters.get('name') ?? `attachment-${place + 1}`;
  return {
    id: `attachment-${place + 1}`,
    name: decodeWords(name),
    contentType: part.type,
    contentId: part.headers.get('content-id')?.replace(/^<|>$/g, '') ?? null,
    isInline: !attached,
    contentBytes: bytes.toString('base64'),
  };
}

function readPart(source: Buffer): Part {
  const text = source.toString('latin1');
  const end = /\r?\n\r?\n|^\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const content = end === null ? Buffer.alloc(0) : source.subarray(end.index + end[0].length);
  const headers = new Map<string, string>();
  for (const line of Buffer.from(head, 'latin1')
    .toString('utf8')
    .replace(/\r?\n(?=[ \t])/g, '')
    .split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const contentType = headers.get('content-type') ?? 'text/plain; charset=utf-8';
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? 'text/plain';
  return { headers, type, parameters: parametersOf(contentType), content };
}

function parametersOf(header: string): Map<string, string> {
  const found = header.matchAll(/;\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/g);
  return new Map([...found].map((match) => [(match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? '']));
}

function split(content: Buffer, boundary: string): Buffer[] {
  const text = content.toString('latin1');
  const escaped = boundary.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pieces = text.split(new RegExp(`(?:^|\\r?\\n)--${escaped}(?:--)?[ \\t]*(?:\\r?\\n|$)`));
  return pieces.slice(1, -1).map((piece) => Buffer.from(piece, 'latin1'));
}

function transferDecoded(part: Part): Buffer {
  const encoding = part.headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(part.content.toString('latin1'), 'base64');
  if (encoding === 'quoted-printable') return quotedPrintable(part.content.toString('latin1'));
  return part.content;
}

/** RFC 2045 section 6.7. */
function quotedPrintable(text: string): Buffer {
  const bytes = text
    .replace(/[ \t]+(?=\r?\n)/g, '')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

function decode(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
