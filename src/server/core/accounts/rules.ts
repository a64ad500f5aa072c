import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import { type Name, rename } from './names.ts';
import type { Preferences } from './schemas.ts';

/** What an account prefers before its person has said anything. Newsletters are asked for, never assumed. */
export const PREFERENCES_AT_START: Preferences = {
  dateFormat: null,
  newsletters: { general: false, productAnnouncements: false, productUpdates: false },
  secureConnection: false,
};

/** The directory's own parts where they make up the displayed name, else the displayed name, split. */
export function nameFromDirectory({
  displayName,
  givenName,
  surname,
}: Pick<DirectoryUser, 'displayName' | 'givenName' | 'surname'>): Name {
  const parts = { firstName: givenName ?? '', lastName: surname ?? '' };
  return rename(parts, { fullName: displayName }) ?? parts;
}

/** The first of the wishes that Foyer speaks, a BCP 47 tag each (`fr-CA` is French); English when there is none. */
export function pickLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const language = LANGUAGES.find((known) => known === wish?.slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return 'en';
}
