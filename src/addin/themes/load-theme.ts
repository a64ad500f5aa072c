import { type Theme, webLightTheme } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { Host, HostTheme } from '../host/host.ts';
import { useHostTheme } from '../host/use-host.ts';

export interface LoadedTheme {
  name: HostTheme;
  theme: Theme;
}

/** Fetches what the colours are; the light ones are there already. Rejects when the connection is lost. */
export async function loadTheme(name: HostTheme): Promise<LoadedTheme> {
  if (name === 'dark') return { name, theme: (await import('./dark.ts')).default };
  if (name === 'contrast') return { name, theme: (await import('./contrast.ts')).default };
  return { name, theme: webLightTheme };
}

/** The host's theme as it is now; the one before stays until the new one is there. */
export function useLoadedTheme(host: Host, first: LoadedTheme): LoadedTheme {
  const name = useHostTheme(host);
  const [loaded, setLoaded] = useState(first);
  useEffect(() => {
    let isWanted = true;
    loadTheme(name)
      .then((next) => isWanted && setLoaded((before) => (before.name === name ? before : next)))
      // Without a connection the colours stay as they are.
      .catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [name]);
  return loaded;
}
