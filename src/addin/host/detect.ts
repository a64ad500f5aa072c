import type { HostName } from './host.ts';
import { windowStorage } from './storage.ts';

/** What tells the hosts apart. */
export interface Surroundings {
  pathname: string;
  search: string;
  isFramed: boolean;
  /** Whether Office.js has been in this window before: it keeps what it knows of its host in the session storage. */
  wasOffice: boolean;
}

/**
 * Office opens `/pane` with `_host_Info` in the address (a frame in Office on the web, a window of its own on a desktop).
 * Any other frame is Teams, Outlook or Microsoft 365, which all speak teams-js.
 */
export function detectHost({ pathname, search, isFramed, wasOffice }: Surroundings): HostName {
  const isOffice = wasOffice || (pathname === '/pane' && new URLSearchParams(search).has('_host_Info'));
  if (isOffice) return 'office';
  return isFramed ? 'teams' : 'browser';
}

export function surroundings(): Surroundings {
  return {
    pathname: window.location.pathname,
    search: window.location.search,
    isFramed: window.parent !== window,
    wasOffice: windowStorage.get('hostInfoValue') !== null,
  };
}
