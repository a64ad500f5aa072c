import type { HostName } from './host.ts';
import { windowStorage } from './storage.ts';

/** What tells the hosts apart. */
export interface Surroundings {
  pathname: string;
  search: string;
  isFramed: boolean;
  /** Whether the window belongs to an app of a phone, which shows tabs in no frame and speaks through `nativeInterface`. */
  isNative: boolean;
  /** Whether Foyer was last opened in this window as a task pane of Office: after a reload, the address no longer says it. */
  wasOffice: boolean;
}

/** What this window remembers of its entrance. */
const ENTRY = 'foyer.entry';

/**
 * Office opens `/pane` with `_host_Info` in the address (a frame in Office on the web, a window of its own on a desktop).
 * Teams, Outlook and Microsoft 365, which all speak teams-js, open `/tab`: in a frame, but on phones in a window of
 * their own.
 */
export function detectHost({ pathname, search, isFramed, isNative, wasOffice }: Surroundings): HostName {
  const isPane = pathname === '/pane';
  if (isPane && new URLSearchParams(search).has('_host_Info')) return 'office';
  if (wasOffice && !isPane && pathname !== '/tab') return 'office';
  return pathname === '/tab' || isFramed || isNative ? 'teams' : 'browser';
}

export function surroundings(): Surroundings {
  return {
    pathname: window.location.pathname,
    search: window.location.search,
    isFramed: window.parent !== window,
    isNative: 'nativeInterface' in window,
    wasOffice: windowStorage.get(ENTRY) === 'office',
  };
}

export function rememberEntry(host: HostName): void {
  windowStorage.set(ENTRY, host);
}
