import { readdirSync, readFileSync } from 'node:fs';
import type { Language } from '../../src/server/platform/permissions.ts';

export type Catalogue = { [key: string]: string | Catalogue };

const FEATURES = 'src/addin/features';

function read(path: string): Catalogue {
  return JSON.parse(readFileSync(path, 'utf8')) as Catalogue;
}

function readAll(language: Language): Map<string, Catalogue> {
  const own = readdirSync(FEATURES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith(`/texts.${language}.json`),
  );
  return new Map([
    ['common', read(`src/addin/i18n/common.${language}.json`)],
    ...own.sort().map((name) => [name.split('/')[0] ?? '', read(`${FEATURES}/${name}`)] as const),
  ]);
}

/** What the add-in says, by namespace: the feature whose text it is, or `common`. */
export const catalogues: Record<Language, Map<string, Catalogue>> = { en: readAll('en'), fr: readAll('fr') };

/** The server's sentences for refusals, by code, which the add-in shows too. */
export const refusals: Record<Language, Catalogue> = {
  en: read('src/server/i18n/problems.en.json'),
  fr: read('src/server/i18n/problems.fr.json'),
};

/** Every text by its whole key, such as `users.view.all`. */
export function flatten(catalogue: Catalogue, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(catalogue)) {
    const key = path ? `${path}.${name}` : name;
    if (typeof value === 'string') texts.set(key, value);
    else for (const [inner, text] of flatten(value, key)) texts.set(inner, text);
  }
  return texts;
}

const flat = (language: Language) => new Map([...catalogues[language].values()].flatMap((each) => [...flatten(each)]));

/** What the add-in says. No key is in two namespaces. */
export const english = flat('en');
export const french = flat('fr');

/** What the server says beside refusals: e-mails, wrong fields, its own pages. */
export const serverTexts = (language: Language) => flatten(read(`src/server/i18n/${language}.json`));
