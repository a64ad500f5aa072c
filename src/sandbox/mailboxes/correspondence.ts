import type { Person } from '../people/person.ts';
import type { StoredMessage } from './message.ts';
import { correspondenceOf, type SeededMail } from './seeded.ts';

/** What was written to somebody before the world began, as their mailbox shows it: newest first, all of it read. */
export function writtenBefore(person: Person, seed: number): StoredMessage[] {
  return correspondenceOf(person, seed)
    .map((mail) => stored(person, mail))
    .reverse();
}

/** Whose such a message is, from its id. */
export function ownerOfSeeded(id: string): string | undefined {
  return /^seeded\.([\w-]+)\./.exec(id)?.[1];
}

function stored(person: Person, { uid, from, to, subject, date, messageId, text, html }: SeededMail): StoredMessage {
  return {
    id: `seeded.${person.id}.${Buffer.from(uid).toString('base64url')}`,
    mailbox: person.id,
    folder: 'inbox',
    internetMessageId: messageId,
    subject,
    from,
    to: [to],
    cc: [],
    bcc: [],
    replyTo: [],
    body: html === undefined ? { contentType: 'text', content: text } : { contentType: 'html', content: html },
    plainText: text,
    importance: 'normal',
    headers: [],
    attachments: [],
    receivedDateTime: date.toISOString(),
    isRead: true,
  };
}
