import libmime from 'libmime';
import { namesOfReference } from './clean-html.ts';
import { readEnvelope } from './envelope.ts';
import type { AttachmentEntry } from './model.ts';
import type { Part } from './walk-parts.ts';

/** Whether its name is looked for in the message, or the header of one, that it is. */
export function hasInnerSubject({ contentType }: Part): boolean {
  return contentType === 'message/rfc822' || contentType === 'message/global' || contentType === 'text/rfc822-headers';
}

/** As which pictures are shown, by what they call themselves. */
const pictures: Readonly<Record<string, string>> = {
  ...{ 'image/png': 'image/png', 'image/x-png': 'image/png', 'image/jpeg': 'image/jpeg', 'image/jpg': 'image/jpeg' },
  ...{ 'image/pjpeg': 'image/jpeg', 'image/gif': 'image/gif', 'image/webp': 'image/webp', 'image/bmp': 'image/bmp' },
  ...{ 'image/x-ms-bmp': 'image/bmp', 'image/x-bmp': 'image/bmp' },
};

/** The type of a picture that can do nothing but be looked at; null for everything else. */
export function pictureType({ contentType, name }: Pick<AttachmentEntry, 'contentType' | 'name'>): string | null {
  const isSaid = contentType !== '' && contentType !== 'application/octet-stream';
  return pictures[isSaid ? contentType : libmime.detectMimeType(name)] ?? null;
}

/**
 * What is told of an attachment.
 * @param start its beginning, where its name is looked for.
 * @param references what the text that is shown refers to.
 */
export async function attachmentOf(
  { part, size, start }: { part: Part; size: number; start: Buffer },
  references: ReadonlySet<string>,
): Promise<AttachmentEntry> {
  const { number, contentId } = part;
  const name = await nameOf(part, start);
  const contentType = (part.contentType || 'application/octet-stream').slice(0, 255);
  const isPicture = pictureType({ contentType, name }) !== null;
  const inline = isPicture && contentId !== null && references.has(contentId);
  return { number, name, contentType, size, contentId, inline };
}

/** What a text refers to inside its message (RFC 2392), as it stands there and with its percent signs undone. */
export function referencesOf(markup: string): string[] {
  const references = [...markup.matchAll(/\b(?:cid:|(?:src|background)\s*=\s*["']?)([^"'\s<>)]+)/gi)];
  return references.flatMap(([, written = '']) => namesOfReference(written));
}

/** Its own name, else that of the message in it, else one by its type; never one that reads as something else. */
async function nameOf(part: Part, start: Buffer): Promise<string> {
  const { name, number, contentType } = part;
  const own = safeName(name);
  if (own) return own;
  const subject = start.length > 0 ? safeName((await readEnvelope(start)).subject) : '';
  if (subject) return `${subject.slice(0, 200)}.eml`;
  if (hasInnerSubject(part)) return `message-${number}.eml`;
  if (contentType === 'text/calendar') return `calendar-${number}.ics`;
  if (contentType === 'message/delivery-status') return `delivery-status-${number}.txt`;
  return `attachment-${number}.${libmime.detectExtension(contentType)}`;
}

/** On one line, without what turns its letters round: `invoice_fdp.exe` is not shown as `invoice_exe.pdf`. */
function safeName(name: string): string {
  const plain = name
    .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const [extension = ''] = /\.[^.]{1,10}$/.exec(plain) ?? [];
  return plain.length <= 255 ? plain : `${plain.slice(0, 255 - extension.length)}${extension}`;
}
