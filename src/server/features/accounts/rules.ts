import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';

export interface Name {
  firstName: string;
  lastName: string;
}

/** ACC-1: the first word is the first name; a name without a space becomes the last name. */
function splitFullName(fullName: string): Name {
  const words = fullName.trim().replace(/\s+/g, ' ');
  const space = words.indexOf(' ');
  return space === -1
    ? { firstName: '', lastName: words }
    : { firstName: words.slice(0, space), lastName: words.slice(space + 1) };
}

/** ACC-1: the other way. */
export function fullNameOf({ firstName, lastName }: Name): string {
  return `${firstName} ${lastName}`.trim();
}

/** The directory's own parts where they make up the displayed name, else the displayed name, split. */
export function nameFromDirectory(user: Pick<DirectoryUser, 'displayName' | 'givenName' | 'surname'>): Name {
  const parts = { firstName: user.givenName?.trim() ?? '', lastName: user.surname?.trim() ?? '' };
  return fullNameOf(parts) === user.displayName.trim() ? parts : splitFullName(user.displayName);
}

/** The first of the wishes that Foyer speaks, a BCP 47 tag each (`fr-CA` is French); English when there is none. */
export function pickLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const language = LANGUAGES.find((known) => known === wish?.slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return 'en';
}
