import { normalizeLoginId } from '../../server/platform/login-id.ts';
import type { OfficeField, OfficeItem, OfficeMailbox, OfficePerson } from './office-js.ts';

export interface MessagePerson {
  /** Empty where the message has no name. */
  name: string;
  /** In lower case. */
  address: string;
}

/** A message that is open in Outlook. */
export interface OpenMessage {
  subject: string;
  /** Sender first, then recipients; without duplicates and without the reader. */
  people: MessagePerson[];
}

/** What is open beside a task pane in Outlook. */
export interface OpenItem {
  /** Null where no message is open. */
  read(): Promise<OpenMessage | null>;
  /** Calls `listener` when another message is opened. Returns what stops it. */
  onChange(listener: () => void): () => void;
}

export function openItemOf(mailbox: OfficeMailbox): OpenItem {
  const listeners = new Set<() => void>();
  // One handler for good: Office takes handlers away by their kind only, all at once.
  mailbox.addHandlerAsync('olkItemSelectedChanged', () => {
    for (const listener of listeners) listener();
  });
  return {
    async read() {
      const { item, userProfile } = mailbox;
      return item?.itemType === 'message' ? await readMessage(item, userProfile.emailAddress) : null;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function readMessage({ subject, from, to, cc }: OfficeItem, reader: string): Promise<OpenMessage> {
  const [words, sender, recipients, copied] = await Promise.all([
    heldBy(subject, ''),
    heldBy<OfficePerson | null>(from, null),
    heldBy(to, []),
    heldBy(cc, []),
  ]);
  return { subject: words, people: peopleOf([sender, ...recipients, ...copied], reader) };
}

/** Each address once, in the order of the message; what is no e-mail address (a name inside Exchange) is left out. */
function peopleOf(all: readonly (OfficePerson | null)[], reader: string): MessagePerson[] {
  const people = new Map<string, MessagePerson>();
  for (const person of all) {
    const address = normalizeLoginId(person?.emailAddress ?? '');
    if (!address.includes('@') || address === normalizeLoginId(reader) || people.has(address)) continue;
    const name = person?.displayName?.trim() ?? '';
    people.set(address, { name: name.toLowerCase() === address ? '' : name, address });
  }
  return [...people.values()];
}

/** What a field of a message holds, also while the message is being written. */
function heldBy<T>(field: T | OfficeField<T>, otherwise: T): Promise<T> | T {
  if (typeof field !== 'object' || field === null || !('getAsync' in field)) return field ?? otherwise;
  return new Promise((resolve) => {
    field.getAsync(({ status, value }) => resolve(status === 'succeeded' ? value : otherwise));
  });
}
