export interface Name {
  firstName: string;
  lastName: string;
}

/** ACC-1: the first word is the first name; a single word is the last name. */
function splitFullName(fullName: string): Name {
  const words = oneSpaced(fullName);
  const space = words.indexOf(' ');
  return space === -1
    ? { firstName: '', lastName: words }
    : { firstName: words.slice(0, space), lastName: words.slice(space + 1) };
}

/** ACC-1: the full name of these parts. */
export function fullNameOf({ firstName, lastName }: Name): string {
  return `${firstName} ${lastName}`.trim();
}

/** A new name: its parts, the full name, or both when they agree. */
export interface NameChange {
  firstName?: string | undefined;
  lastName?: string | undefined;
  fullName?: string | undefined;
}

/**
 * ACC-1: a new full name determines new parts, and new parts a new full name. When the full name stays the same, so do
 * the parts: "Jean Pierre Dupont" does not say where the first name ends. Without a last name, the full name is split
 * again, so that a last name is never missing.
 * @returns null when the result is no name: it is empty, or the parts and the full name disagree.
 */
export function rename(before: Name, { firstName, lastName, fullName }: NameChange): Name | null {
  const parts = {
    firstName: oneSpaced(firstName ?? before.firstName),
    lastName: oneSpaced(lastName ?? before.lastName),
  };
  const whole = oneSpaced(fullName ?? fullNameOf(parts));
  const namesParts = firstName !== undefined || lastName !== undefined;
  if (whole === '' || (namesParts && whole !== fullNameOf(parts))) return null;
  return whole === fullNameOf(parts) && parts.lastName !== '' ? parts : splitFullName(whole);
}

/** Composed (NFC), with each run of white space as one space. */
function oneSpaced(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ');
}

/** Whether the typed text is the name, apart from Unicode composition and surrounding spaces. */
export function isTypedName(typed: string, name: string): boolean {
  return typed.normalize('NFC').trim() === name.normalize('NFC').trim();
}
