import { createInstance } from 'i18next';
import { LANGUAGES, type Language } from '../platform/permissions.ts';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import enProblems from './problems.en.json' with { type: 'json' };
import frProblems from './problems.fr.json' with { type: 'json' };

/** A text of the catalogue in one language: `t('problem.not_found')`, `t('email.hello', { name })`. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

const catalogues = createInstance({
  lng: 'en',
  fallbackLng: 'en',
  resources: {
    en: { translation: { ...en, problem: enProblems } },
    fr: { translation: { ...fr, problem: frProblems } },
  },
  // React escapes what goes into HTML; JSON and plain text need no escaping.
  interpolation: { escapeValue: false },
  initAsync: false,
});
await catalogues.init();

export function translator(language: Language): Translate {
  return translators[language];
}

const translators = Object.fromEntries(
  LANGUAGES.map((language) => {
    // The add-in narrows i18next's types to its own catalogue; this is another one.
    const t = catalogues.getFixedT(language) as unknown as (key: string, values: object) => string;
    return [language, (key: string, values?: object) => t(key, values ?? {})];
  }),
) as Record<Language, Translate>;

/** Whether the catalogue has the text. */
function isTranslated(key: string): boolean {
  return catalogues.exists(key);
}

/**
 * The sentence for one wrong field. What is wrong with a field may be what would be wrong with the whole call:
 * `seats_exhausted` for one member. Where it is known what can be written instead, that is what is said.
 */
export function fieldSentence(t: Translate, code: string, values?: Record<string, string>): string {
  if (values?.possible) return t('field.one_of', values);
  if (values?.example) return t('field.like', values);
  return t([`field.${code}`, `problem.${code}`].find(isTranslated) ?? 'field.invalid', values);
}
