import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seesAnyOf } from '../../core/records/visibility.ts';
import type { Download } from '../../http/route.ts';
import { mailPolicy } from '../../http/security-headers.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { pictureType } from './attachments.ts';
import { summarize } from './kept-messages.ts';
import { bodyOf } from './message-body.ts';
import { type MessageRow, messageModel } from './model.ts';
import type { Message } from './schemas.ts';
import { openSource } from './sources.ts';
import { walkParts } from './walk-parts.ts';

type Reader = Authorized<'message.read'>;

/** @throws Problem `not_found`, also for a message that is tied to no record that the reader sees; so do all below. */
export async function showMessage(services: Services, { actor }: Reader, id: string): Promise<Message> {
  const row = await find(services, actor, id);
  const [summary] = await summarize(services, actor.organization.id, [row]);
  if (!summary) throw new TypeError('A message was found and not presented.');
  const { hasRemoteContent } = await bodyOf(services, row, { remote: false, language: actor.account.language });
  return {
    ...summary,
    size: row.size,
    hasRemoteContent,
    attachments: row.attachments.map(({ number, name, contentType, size, inline }) => ({
      number,
      // What an earlier version has kept may have none.
      name: name || `attachment-${number}`,
      contentType,
      size,
      inline,
    })),
  };
}

/** The text as a page of its own. */
export async function showBody(
  services: Services,
  { actor }: Reader,
  id: string,
  { remote }: { remote: boolean },
): Promise<Download> {
  const { language } = actor.account;
  const { page } = await bodyOf(services, await find(services, actor, id), { remote, language });
  return {
    type: 'text/html',
    body: page,
    headers: { 'Content-Security-Policy': mailPolicy(services.config, { remote }) },
  };
}

/** The message as it came. */
export async function downloadSource(services: Services, { actor }: Reader, id: string): Promise<Download> {
  const row = await find(services, actor, id);
  return {
    type: 'message/rfc822',
    body: openSource(services, row._id),
    headers: { 'Content-Disposition': attachmentNamed(`${row.subject || 'message'}.eml`) },
  };
}

/** One attachment, read out of the source. */
export async function downloadAttachment(
  services: Services,
  { actor }: Reader,
  id: string,
  number: number,
): Promise<Download> {
  const row = await find(services, actor, id);
  const entry = row.attachments.find((attachment) => attachment.number === number);
  if (!entry) throw new Problem('not_found');
  return {
    // What a browser could run is nothing but bytes here; pictures are shown inside the text.
    type: pictureType(entry) ?? 'application/octet-stream',
    body: contentOf(services, row, number),
    headers: {
      'Content-Disposition': attachmentNamed(entry.name || `attachment-${number}`),
      'Content-Security-Policy': "default-src 'none'; sandbox",
    },
  };
}

function contentOf(services: Services, { _id }: MessageRow, number: number): Readable {
  const content = new PassThrough();
  walkParts(openSource(services, _id), async (part) => {
    if (part.number !== number) return true;
    await pipeline(part.decoded(), content);
    return false;
  }).then(
    () => content.end(),
    // Whoever was reading has left, or the database has.
    (error: Error) => content.destroy(error),
  );
  return content;
}

async function find(services: Services, actor: MemberActor, id: string): Promise<MessageRow> {
  const organizationId = actor.organization.id;
  const row = await messageModel(services.db).findOne({ _id: id, organizationId }).lean<MessageRow>();
  if (!row || !(await seesAnyOf(services, actor, row.recordIds))) throw new Problem('not_found');
  return row;
}

/** RFC 6266: a name in any script, and for whoever knows no better one in ASCII that keeps its letters' shapes. */
function attachmentNamed(name: string): string {
  const letters = [...name.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\]/gu, '_')];
  const extension = /\.[^.]{1,10}$/.exec(letters.join(''))?.[0] ?? '';
  const plain =
    letters.length <= 150 ? letters.join('') : `${letters.slice(0, 150 - extension.length).join('')}${extension}`;
  const ascii = plain
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(plain).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
