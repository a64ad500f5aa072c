import { useSyncExternalStore } from 'react';

export const views = ['launcher', 'mail', 'foyer', 'pane'] as const;
export const themes = ['default', 'dark', 'contrast'] as const;
export const locales = ['en', 'fr'] as const;
const panes = ['open', 'pinned'] as const;
export type View = (typeof views)[number];
export type Theme = (typeof themes)[number];
export type Locale = (typeof locales)[number];

/** Where one is and how it looks: all of it is in the address, so that a reload or a link leads back. */
export interface Place {
  readonly view: View;
  /** The login ID of whom one is. */
  readonly as: string | null;
  /** The page inside Foyer that a deep link leads to. */
  readonly subPage: string | null;
  /** The message that is open. */
  readonly message: string | null;
  /** The task pane beside it: `pinned`, it stays for the next message. */
  readonly pane: 'open' | 'pinned' | null;
  /** The mailbox of somebody outside all tenants. */
  readonly mailbox: string | null;
  readonly theme: Theme;
  readonly locale: Locale;
}

const listeners = new Set<() => void>();
let place = read();
keepLooks();

function read(): Place {
  const query = new URLSearchParams(location.search);
  const pick = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === query.get(name)) ?? otherwise;
  const kept = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    pick(name, allowed, allowed.find((value) => value === localStorage.getItem(name)) ?? otherwise);
  return {
    view: pick('view', views, 'launcher'),
    as: query.get('as'),
    subPage: query.get('subPage'),
    message: query.get('message'),
    pane: panes.find((value) => value === query.get('pane')) ?? null,
    mailbox: query.get('mailbox'),
    theme: kept('theme', themes, 'default'),
    locale: kept('locale', locales, navigator.language.startsWith('fr') ? 'fr' : 'en'),
  };
}

/** Theme and language stay for the next time. */
function keepLooks(): void {
  localStorage.setItem('theme', place.theme);
  localStorage.setItem('locale', place.locale);
}

/** The address of a place. */
export function addressOf(to: Place): string {
  const values = Object.entries(to).filter((entry): entry is [string, string] => entry[1] !== null);
  return `/?${new URLSearchParams(values)}`;
}

/** Goes somewhere else in the page: with an entry in the browser's history, unless it is only another look. */
export function go(change: Partial<Place>, { replace = false } = {}): void {
  place = { ...place, ...change };
  keepLooks();
  history[replace ? 'replaceState' : 'pushState'](null, '', addressOf(place));
  for (const listener of listeners) listener();
}

window.addEventListener('popstate', () => {
  const before = place.as;
  place = read();
  // Being somebody else is the server's business: it signs in whom the address names.
  if (place.as !== null && place.as !== before) location.reload();
  for (const listener of listeners) listener();
});

export function usePlace(): Place {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => place,
  );
}
