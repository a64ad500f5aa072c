export interface Name {
  firstName: string;
  lastName: string;
}

/** ACC-1: the first word is the first name; a name without a space becomes the last name. */
function splitFullName(fullName: string): Name {
  const words = oneSpaced(fullName);
  const space = words.indexOf(' ');
  return space === -1
    ? { firstName: '', lastName: words }
    : { firstName: words.slice(0, space), lastName: words.slice(space + 1) };
}

/** ACC-1: the other way. */
export function fullNameOf({ firstName, lastName }: Name): string {
  return `${firstName} ${lastName}`.trim();
}

/** What somebody wants to be called: the parts, or the whole, or both when they agree. */
export interface NameRequest {
  firstName?: string | undefined;
  lastName?: string | undefined;
  fullName?: string | undefined;
}

/**
 * ACC-1, both ways: a new full name makes new parts, new parts make a new full name. Parts whose full name stays the
 * same stay too: nobody can tell from "Jean Pierre Dupont" where the first name ends. Without a last name, the parts are
 * what the full name makes of them, so that a last name is never missing.
 * @returns null when the request is not a name: nothing is left of it, or its parts and its whole disagree.
 */
export function rename(before: Name, { firstName, lastName, fullName }: NameRequest): Name | null {
  const parts = {
    firstName: oneSpaced(firstName ?? before.firstName),
    lastName: oneSpaced(lastName ?? before.lastName),
  };
  const whole = oneSpaced(fullName ?? fullNameOf(parts));
  const namesParts = firstName !== undefined || lastName !== undefined;
  if (whole === '' || (namesParts && whole !== fullNameOf(parts))) return null;
  return whole === fullNameOf(parts) && parts.lastName !== '' ? parts : splitFullName(whole);
}

/** Composed (NFC), with one plain space wherever there is any space. */
function oneSpaced(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}

/** Whether what somebody typed is the name: composed alike, and without the spaces around that a keyboard leaves. */
export function isTypedName(typed: string, name: string): boolean {
  return typed.normalize('NFC').trim() === name.normalize('NFC').trim();
}
