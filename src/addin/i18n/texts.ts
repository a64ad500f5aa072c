import i18next, { type CustomTypeOptions } from 'i18next';
import { type ComponentType, lazy } from 'react';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../server/platform/permissions.ts';

/**
 * The texts of a feature (`features/<namespace>/texts.*.json`), those of all pages, or the server's sentences for
 * refusals that it gives only as a code: why a button is disabled, why an attempt in the audit trail failed.
 */
export type Namespace = keyof CustomTypeOptions['resources'];

const loading = new Map<Namespace, Promise<void>>();

/** Starts i18next in a language with the texts of all pages, and tells the page about it. */
export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    ns: [],
    defaultNS: 'common',
    fallbackNS: 'common',
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
  await loadTexts(['common']);
}

/** Fetches what is not there yet. Rejects when the connection is lost; the next call tries again. */
async function loadTexts(namespaces: readonly Namespace[]): Promise<void> {
  await Promise.all(namespaces.map((namespace) => loading.get(namespace) ?? load(namespace)));
}

function load(namespace: Namespace): Promise<void> {
  const pending = fetchTexts(namespace, i18next.language).then((texts) => {
    i18next.addResourceBundle(i18next.language, namespace, texts);
  });
  loading.set(namespace, pending);
  pending.catch(() => loading.delete(namespace));
  return pending;
}

async function fetchTexts(namespace: Namespace, language: string): Promise<object> {
  if (namespace === 'common') return (await import(`./common.${language}.json`)).default;
  if (namespace === 'problems') return (await import(`../../server/i18n/problems.${language}.json`)).default;
  return (await import(`../features/${namespace}/texts.${language}.json`)).default;
}

/** A component that is fetched when it is first shown, and the texts of all that it consists of at the same time. */
export function lazyWithTexts<Props extends object>(
  fetchModule: () => Promise<{ default: ComponentType<Props> }>,
  ...namespaces: Namespace[]
) {
  return lazy(async () => {
    const [module] = await Promise.all([fetchModule(), loadTexts(namespaces)]);
    return module;
  });
}
