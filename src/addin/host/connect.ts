import { detectHost, rememberEntry, surroundings } from './detect.ts';
import type { Host } from './host.ts';

/** Finds out what shows Foyer and shakes hands with it; each host's SDK is loaded only there. */
export async function connectHost(): Promise<Host> {
  const name = detectHost(surroundings());
  rememberEntry(name);
  if (name === 'office') return (await import('./office.ts')).connectOffice();
  if (name === 'teams') return (await import('./teams.ts')).connectTeams();
  return (await import('./browser.ts')).connectBrowser();
}
