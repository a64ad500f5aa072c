import libmime from 'libmime';
import { type AddressObject, type HeaderLines, type Headers, MailParser } from 'mailparser';
import addressparser from 'nodemailer/lib/addressparser';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { bareAddress } from '../../platform/mail-address.ts';
import { decodeText } from './decode-text.ts';
import { readSentDate } from './mail-date.ts';
import type { Correspondent } from './schemas.ts';
import { bodyAt, repairStart } from './walk-parts.ts';

/** So many people of a message are listed; all of them are looked for among the records. */
const MOST_LISTED = 100;

/** The fields that tell one message from another; others, such as `Received`, differ from copy to copy. */
const DISTINCT_FIELDS = ['message-id', 'date', 'from', 'to', 'cc', 'subject'] as const;

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

const nothing: Envelope = { distinct: '', date: null, subject: '', from: [], to: [], cc: [], addresses: [] };

/**
 * @param head the first bytes of the source, as many as there are or are wanted.
 * @param now nothing was written after that.
 */
export async function readEnvelope(head: Buffer, now = new Date()): Promise<Envelope> {
  const header = await readHeader(repairStart(head));
  if (!header) return nothing;
  const [from, to, cc] = [peopleOf(header, 'from'), peopleOf(header, 'to'), peopleOf(header, 'cc')];
  const [date = ''] = valuesOf(header, 'date');
  const [subject = ''] = valuesOf(header, 'subject').map(decodeWords);
  return {
    distinct: DISTINCT_FIELDS.map((name) => valuesOf(header, name).join(' ')).join('\n'),
    date: readSentDate({ date, received: valuesOf(header, 'received') }, now),
    subject: subject.slice(0, 1000),
    from: from.slice(0, MOST_LISTED),
    to: to.slice(0, MOST_LISTED),
    cc: cc.slice(0, MOST_LISTED),
    addresses: [...new Set([...from, ...to, ...cc].map(({ address }) => normalizeLoginId(address)).filter(Boolean))],
  };
}

/** The header of a message: its fields as they are understood, and as they stand there. */
interface MessageHeader {
  headers: Headers;
  lines: HeaderLines;
}

/** Null for a message that has no header that can be read. */
async function readHeader(head: Buffer): Promise<MessageHeader | null> {
  const parser = new MailParser();
  parser.resume();
  return await new Promise((resolve) => {
    parser.once('headers', (headers) => resolve({ headers, lines: parser.headerLines || [] }));
    parser.once('error', () => resolve(null));
    parser.once('end', () => resolve(null));
    const end = bodyAt(head);
    parser.end(end < 0 ? head : head.subarray(0, end));
  });
}

/** The values of a field as they stand in the header, unfolded (RFC 5322, section 2.2.3), the topmost first. */
function valuesOf({ lines }: MessageHeader, name: string): string[] {
  return lines
    .filter(({ key }) => key === name)
    .map(({ line }) => decodeText(Buffer.from(line.slice(line.indexOf(':') + 1), 'binary'), null))
    .map((value) => value.replace(/\s+/g, ' ').trim());
}

/** RFC 2047. What libmime does not know, or what is not in the alphabet that it names, is read as texts are. */
function decodeWords(written: string): string {
  const decoded = libmime.decodeWords(written);
  if (!decoded.includes('\ufffd') && !/=\?(hz|iso-?2022-?(kr|cn))/i.test(written)) return decoded;
  return written
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(
      /=\?([^?*]+)(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi,
      (_all, charset: string, encoding: string, text: string) => {
        const bytes = text
          .replace(/_/g, ' ')
          .replace(/=([0-9a-f]{2})/gi, (_byte, hex) => String.fromCharCode(Number(`0x${hex}`)));
        return decodeText(
          Buffer.from(/b/i.test(encoding) ? text : bytes, /b/i.test(encoding) ? 'base64' : 'latin1'),
          charset,
        );
      },
    );
}

function peopleOf(header: MessageHeader, key: 'from' | 'to' | 'cc'): Correspondent[] {
  const fields = [header.headers.get(key) ?? []].flat() as AddressObject[];
  const people = fields.flatMap(({ value }) => value.flatMap(membersOf));
  // Some programs write a whole mailbox as one encoded word, which RFC 2047, section 5, forbids.
  const written = people.length > 0 ? [] : valuesOf(header, key).map(decodeWords);
  return [...people, ...written.flatMap((value) => addressparser(value).flatMap(membersOf))];
}

interface Mailbox {
  name: string;
  address?: string | undefined;
  group?: Mailbox[] | undefined;
}

/** A group (RFC 5322, section 3.4) is its members. */
function membersOf({ name, address, group }: Mailbox): Correspondent[] {
  if (group) return group.flatMap(membersOf);
  const bare = bareAddress(address ?? '').slice(0, 320);
  // Of `<<jane@firm.example>>` a bracket would stay at the name.
  return bare ? [{ name: name.replace(/[<>\s]+$/, '').slice(0, 255), address: bare }] : [];
}
