import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../server/platform/permissions.ts';

/** Loads the catalogue of one language and tells the page about it. */
export async function startI18n(language: Language): Promise<void> {
  const { default: translation } = await (language === 'fr' ? import('./fr.json') : import('./en.json'));
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation } },
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}
