import type { MessagePerson } from '../../host/open-message.ts';

/** The longest name that a record can have. */
const LONGEST = 200;

export interface NewContact {
  firstName: string | null;
  lastName: string;
  emails: string[];
}

/**
 * The contact created from a person in a message: a name as "First Last" or "Last, First", split as everywhere (ACC-1);
 * without a name, the part of the address before the `@` stands for it.
 */
export function contactOf({ name, address }: MessagePerson): NewContact {
  const [, last = '', first = ''] = /^([^,]+),\s*([^,]+)$/.exec(oneLine(name)) ?? [];
  const whole = first ? `${first} ${last}` : oneLine(name);
  const space = first ? first.length : whole.indexOf(' ');
  return {
    firstName: space > 0 ? whole.slice(0, space).slice(0, LONGEST) : null,
    lastName: (whole.slice(space + 1) || address.slice(0, address.lastIndexOf('@'))).slice(0, LONGEST).trim(),
    emails: [address],
  };
}

/** Names come from strangers: with one plain space for whatever they have between words. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
