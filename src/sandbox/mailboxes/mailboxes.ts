import { randomUUID } from 'node:crypto';
import { escapeHtml, linksOf, textOf } from '../html.ts';
import type { Journal } from '../journal.ts';
import type { Letter, MailFolder, MailView, StoredMessage } from './message.ts';

/** Which mailbox an address belongs to: a person's object ID, or the address itself in lower case. */
export type MailboxOf = (address: string) => string;

/** A line of the mail journal: a message that came, or one that was read. */
export type MailEntry = { readonly message: StoredMessage } | { readonly read: string };

export type DeliveryListener = (message: StoredMessage) => void;

/** All mailboxes of the sandbox, of its people and of every address outside that somebody wrote to. */
export class Mailboxes {
  readonly #boxes = new Map<string, StoredMessage[]>();
  readonly #byId = new Map<string, StoredMessage>();
  /** `mailbox folder Message-ID` of what was delivered, so that a repeated sending arrives once. */
  readonly #seen = new Set<string>();
  readonly #listeners = new Set<DeliveryListener>();
  readonly #mailboxOf: MailboxOf;
  readonly #journal: Journal<MailEntry>;

  constructor(mailboxOf: MailboxOf, journal: Journal<MailEntry>) {
    this.#mailboxOf = mailboxOf;
    this.#journal = journal;
    for (const entry of journal.read()) {
      if ('message' in entry) this.#keep(entry.message);
      else this.#setRead(entry.read);
    }
  }

  /** Puts a letter into the inbox of each recipient, once, and into the sender's sent items. */
  send(letter: Letter, sender: { readonly mailbox: string; readonly saveToSentItems: boolean }, now: Date): void {
    const inboxes = new Set([...letter.to, ...letter.cc, ...letter.bcc].map((to) => this.#mailboxOf(to.address)));
    if (sender.saveToSentItems) this.#store(letter, sender.mailbox, 'sentitems', now);
    // Recipients in Bcc stay unknown to the others.
    for (const mailbox of inboxes) this.#store({ ...letter, bcc: [] }, mailbox, 'inbox', now);
  }

  /** Newest first. The address may be a `userPrincipalName`, a mail address or one outside the tenants. */
  inbox(address: string): MailView[] {
    return this.received(address).map(view);
  }

  /** Newest first, of the same addresses. */
  received(address: string): StoredMessage[] {
    return this.messages(this.#mailboxOf(address), 'inbox');
  }

  /** Newest first; `mailbox` as in StoredMessage. */
  messages(mailbox: string, folder?: MailFolder): StoredMessage[] {
    const messages = this.#boxes.get(mailbox) ?? [];
    return messages.filter((message) => folder === undefined || message.folder === folder).reverse();
  }

  find(id: string): StoredMessage | undefined {
    return this.#byId.get(id);
  }

  /** @returns whether there is such a message. */
  markRead(id: string): boolean {
    const message = this.#byId.get(id);
    if (message !== undefined && !message.isRead) {
      this.#setRead(id);
      this.#journal.append({ read: id });
    }
    return message !== undefined;
  }

  /** Tells of every message that arrives from now on; call the result to stop. */
  onDelivery(listener: DeliveryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #store(letter: Letter, mailbox: string, folder: MailFolder, now: Date): void {
    if (this.#seen.has(`${mailbox} ${folder} ${letter.internetMessageId}`)) return;
    const message: StoredMessage = {
      ...letter,
      id: messageId(),
      mailbox,
      folder,
      receivedDateTime: now.toISOString(),
      isRead: folder === 'sentitems',
    };
    this.#keep(message);
    this.#journal.append({ message });
    for (const listener of this.#listeners) listener(message);
  }

  #keep(message: StoredMessage): void {
    const box = this.#boxes.get(message.mailbox);
    if (box === undefined) this.#boxes.set(message.mailbox, [message]);
    else box.push(message);
    this.#byId.set(message.id, message);
    this.#seen.add(`${message.mailbox} ${message.folder} ${message.internetMessageId}`);
  }

  #setRead(id: string): void {
    const message = this.#byId.get(id);
    if (message !== undefined) message.isRead = true;
  }
}

/** In the look of Exchange's, safe in a URL. */
function messageId(): string {
  return `AAMk${Buffer.from(randomUUID()).toString('base64url')}`;
}

function view(message: StoredMessage): MailView {
  const { contentType, content } = message.body;
  const html = contentType === 'html' ? content : `<pre>${escapeHtml(content)}</pre>`;
  return {
    id: message.id,
    subject: message.subject,
    from: message.from.address,
    fromName: message.from.name,
    to: message.to.map((recipient) => recipient.address),
    receivedDateTime: message.receivedDateTime,
    html,
    text: plainTextOf(message),
    links: linksOf(html),
    isRead: message.isRead,
  };
}

/** A message without its marks. */
export function plainTextOf({ body, plainText }: Letter): string {
  return plainText ?? (body.contentType === 'html' ? textOf(body.content) : body.content);
}
