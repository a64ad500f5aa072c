import type { HostTokens } from '../entra/tokens.ts';
import type { Person } from '../people/person.ts';
import type { Sandbox } from '../sandbox.ts';
import { contentUrl, contextOf, type Hosting } from './client/host/context.ts';
import { HostSide } from './client/host/host-side.ts';
import { type AppMessage, answerTo } from './client/host/protocol.ts';
import type { Theme } from './client/place.ts';
import { hostToken } from './host-token.ts';
import { installedApp } from './installed-app.ts';
import { personView } from './views.ts';

/**
 * Teams on a telephone: it shows a tab in a web view of its own, in no frame. The page posts its messages to
 * `window.nativeInterface`, which the app puts there, and gets answers through `window.onNativeMessage` (teams-js,
 * `initializeCommunication`). A page can't put such a thing into another origin's window, so the home page can't show
 * a telephone; a driven browser can, by running `script` before each page.
 */
export interface Phone {
  /** Where the web view goes. */
  readonly address: string;
  /** @param bridge the name of a global function that hands its argument to `receive`, and resolves with the result. */
  script(bridge: string): string;
  /** Takes a message of teams-js, as JSON. @returns the answer to `onNativeMessage`, as JSON; null for none. */
  receive(message: string): Promise<string | null>;
  /** @returns the event for `onNativeMessage`, as JSON; null when the app has not asked for it. */
  changeTheme(theme: Theme): string | null;
}

/** The telephone of somebody, with Foyer open in it. */
export function openPhone(sandbox: Sandbox & HostTokens, person: Person, place: Hosting['place']): Phone {
  const { clientId, appUrl } = sandbox.config;
  const app = installedApp(clientId, appUrl());
  let hosting: Hosting = { app, me: personView(sandbox, person), surface: 'tab', place };
  const side = new HostSide({
    appUrl: appUrl(),
    context: () => contextOf(hosting, 'ios'),
    async token() {
      const answer = await hostToken(sandbox, person, { host: 'teams' });
      return 'token' in answer ? [true, answer.token] : [false, answer.refused];
    },
    // It has one window only.
    authenticate: () => Promise.resolve([false, 'FailedToOpenWindow']),
    openSubPage: () => undefined,
    openLink: () => false,
    loaded: () => undefined,
    failed: () => undefined,
  });
  return {
    address: contentUrl(app.tabUrl, place),
    script: (bridge) => `
      if (window === top && location.origin === ${JSON.stringify(new URL(appUrl()).origin)}) {
        window.nativeInterface = {
          async framelessPostMessage(message) {
            const answer = await window[${JSON.stringify(bridge)}](message);
            if (answer !== null) window.onNativeMessage({ data: JSON.parse(answer) });
          },
        };
      }`,
    async receive(text) {
      const message: AppMessage = JSON.parse(text);
      const args = await side.answer(message);
      return args ? JSON.stringify(answerTo(message, args)) : null;
    },
    changeTheme(theme) {
      hosting = { ...hosting, place: { ...hosting.place, theme } };
      return side.listensTo('themeChange') ? JSON.stringify({ func: 'themeChange', args: [theme] }) : null;
    },
  };
}
