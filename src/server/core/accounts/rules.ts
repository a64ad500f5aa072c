import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { LANGUAGES, type Language } from '../../platform/permissions.ts';
import { type Name, rename } from './names.ts';
import type { Preferences } from './schemas.ts';

/** The preferences of a new account. Newsletters are opt-in. */
export const PREFERENCES_AT_START: Preferences = {
  dateFormat: null,
  newsletters: { general: false, productAnnouncements: false, productUpdates: false },
  secureConnection: false,
};

/** The directory's first and last name where they make up its display name, else the display name, split. */
export function nameFromDirectory({
  displayName,
  givenName,
  surname,
}: Pick<DirectoryUser, 'displayName' | 'givenName' | 'surname'>): Name {
  const parts = { firstName: givenName ?? '', lastName: surname ?? '' };
  return rename(parts, { fullName: displayName }) ?? parts;
}

/** The first of these BCP 47 tags that Foyer has texts for (`fr-CA` is French); English when there is none. */
export function pickLanguage(...tags: (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = LANGUAGES.find((known) => known === tag?.slice(0, 2).toLowerCase());
    if (language) return language;
  }
  return 'en';
}
