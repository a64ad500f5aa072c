import { app, authentication } from '@microsoft/teams-js';
import { type Host, HostRefusal, type HostTheme } from './host.ts';
import { extraHostOrigins } from './page-values.ts';
import { openPopup } from './popup.ts';
import { pathOfSubPage, pickLanguage, pickTheme } from './preferences.ts';
import { signInPath } from './sign-in-path.ts';
import { withinPatience } from './time-limit.ts';

/**
 * Teams, Outlook and the Microsoft 365 app.
 * @throws {HostRefusal} `no_answer` when nothing outside the frame speaks teams-js.
 */
export async function connectTeams(): Promise<Host> {
  await withinPatience(app.initialize(extraHostOrigins()));
  const context = await withinPatience(app.getContext());
  app.notifyAppLoaded();
  const listeners = new Set<(theme: HostTheme) => void>();
  app.registerOnThemeChangeHandler((theme) => {
    for (const listener of listeners) listener(pickTheme(theme));
  });
  return {
    name: 'teams',
    language: pickLanguage([context.app.locale, ...navigator.languages]),
    theme: pickTheme(context.app.theme),
    startPath: pathOfSubPage(context.page.subPageId),
    openItem: null,
    onThemeChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async getToken() {
      try {
        return await authentication.getAuthToken({ silent: true });
      } catch (error) {
        throw new HostRefusal('silent', String(error));
      }
    },
    signIn: (options) => signInByPopup(signInPath(options, { popup: true })),
    ready: () => void app.notifySuccess(),
  };
}

/** teams-js opens https windows only; Foyer opens its own where it is tried out over http. */
async function signInByPopup(path: string): Promise<string> {
  if (window.location.protocol !== 'https:') return openPopup(path);
  try {
    return await authentication.authenticate({ url: window.location.origin + path, width: 520, height: 680 });
  } catch (error) {
    throw new HostRefusal('cancelled', String(error));
  }
}
