import { LANGUAGES, type Language } from '../../server/platform/permissions.ts';
import type { HostTheme } from './host.ts';

/** The first of the person's languages that Foyer speaks, from BCP 47 tags such as `fr-CA`; English when none is. */
export function pickLanguage(tags: readonly (string | undefined)[]): Language {
  for (const tag of tags) {
    const found = LANGUAGES.find((language) => language === tag?.toLowerCase().split('-')[0]);
    if (found) return found;
  }
  return 'en';
}

/** Teams calls its themes `default`, `dark`, `contrast` and `glass`. */
export function pickTheme(hostTheme: string | undefined): HostTheme {
  if (hostTheme === 'dark' || hostTheme === 'contrast') return hostTheme;
  return hostTheme === 'glass' ? 'dark' : 'light';
}

/**
 * The path of a deep link's `subPageId` (`join-requests/ID`, `invitations/TOKEN`); null when it is no path of Foyer's,
 * so that a link can't lead anywhere else.
 */
export function pathOfSubPage(subPageId: string | undefined): string | null {
  const path = subPageId?.replace(/^\/+/, '');
  return path && /^[a-z-]+(\/[\w-]+)*(\?[\w=&%+.-]*)?$/.test(path) ? `/${path}` : null;
}

/** The theme of the system, for hosts that have none of their own. */
export const systemTheme = {
  query: () => window.matchMedia('(prefers-color-scheme: dark)'),
  read(): HostTheme {
    return this.query().matches ? 'dark' : 'light';
  },
  onChange(listener: (theme: HostTheme) => void): () => void {
    const query = this.query();
    const notify = () => listener(query.matches ? 'dark' : 'light');
    query.addEventListener('change', notify);
    return () => query.removeEventListener('change', notify);
  },
};
