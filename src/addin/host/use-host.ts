import { createContext, useContext, useEffect, useState } from 'react';
import type { Host, HostTheme } from './host.ts';

export const HostContext = createContext<Host | null>(null);

export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new TypeError('useHost needs a host');
  return host;
}

/** The host's theme as it is now. */
export function useHostTheme(host: Host): HostTheme {
  const [theme, setTheme] = useState(host.theme);
  useEffect(() => host.onThemeChange(setTheme), [host]);
  return theme;
}
