import type { Host } from './host.ts';
import { pickLanguage, systemTheme } from './preferences.ts';
import { signInPath } from './sign-in-path.ts';

/** A plain browser window: the session cookie, or a visit to Microsoft's sign-in page. */
export function connectBrowser(): Host {
  return {
    name: 'browser',
    language: pickLanguage(navigator.languages),
    theme: systemTheme.read(),
    startPath: null,
    openItem: null,
    onThemeChange: (listener) => systemTheme.onChange(listener),
    getToken: () => Promise.resolve(null),
    signIn(options) {
      window.addEventListener('pageshow', (event) => event.persisted && window.location.reload());
      window.location.assign(signInPath(options, { popup: false }));
      return new Promise<never>(() => {});
    },
    ready() {},
  };
}
