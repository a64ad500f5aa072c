import MailComposer from 'nodemailer/lib/mail-composer';
import type { Person } from '../people/person.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { StoredMessage } from './message.ts';
import { correspondenceOf } from './seeded.ts';

/** A message as POP3 hands it out. */
export interface RawMail {
  /** RFC 1939, section 7: 1 to 70 printable characters, the same in every session. */
  readonly uid: string;
  /** In octets. */
  readonly size: number;
  /** The message's source with CRLF at its line ends, in pieces. */
  read(): Iterable<Buffer>;
}

/** What waits at the mail servers for the people of the sandbox. */
export class Maildrops {
  readonly #mailboxes: Mailboxes;
  readonly #seed: number;
  readonly #given = new Map<string, readonly RawMail[]>();
  readonly #written = new Map<string, RawMail>();

  constructor(mailboxes: Mailboxes, seed: number) {
    this.#mailboxes = mailboxes;
    this.#seed = seed;
  }

  /** Puts these messages, and no others, into somebody's maildrop. */
  give(personId: string, mails: readonly RawMail[]): void {
    this.#given.set(personId, mails);
  }

  /** The oldest first: what was written to them before the world began, then what has come since. */
  async list(person: Person): Promise<readonly RawMail[]> {
    const given = this.#given.get(person.id);
    if (given !== undefined) return given;
    const seeded = correspondenceOf(person, this.#seed);
    const came = this.#mailboxes.messages(person.id, 'inbox').reverse();
    return await Promise.all([
      ...seeded.map((mail) => this.#write(mail.uid, mail)),
      ...came.map((message) => this.#write(message.id, optionsOf(message))),
    ]);
  }

  async #write(uid: string, options: ConstructorParameters<typeof MailComposer>[0]): Promise<RawMail> {
    const known = this.#written.get(uid);
    if (known !== undefined) return known;
    const composed = new MailComposer({ ...options, newline: 'windows', baseBoundary: `b-${uid}` }).compile();
    const mail = rawMail(uid, await composed.build());
    this.#written.set(uid, mail);
    return mail;
  }
}

/** A message that is held in memory. */
export function rawMail(uid: string, source: Buffer): RawMail {
  return { uid, size: source.length, read: () => [source] };
}

function optionsOf(message: StoredMessage): ConstructorParameters<typeof MailComposer>[0] {
  const { contentType, content } = message.body;
  return {
    from: { ...message.from },
    to: message.to.map((to) => ({ ...to })),
    cc: message.cc.map((cc) => ({ ...cc })),
    subject: message.subject,
    messageId: message.internetMessageId,
    date: message.receivedDateTime,
    ...(contentType === 'html' ? { html: content, text: message.plainText ?? '' } : { text: content }),
    attachments: message.attachments.map(({ name, contentType: type, contentBytes, contentId }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(contentBytes, 'base64'),
      ...(contentId !== null && { cid: contentId }),
    })),
  };
}
