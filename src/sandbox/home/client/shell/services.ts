import { subPageOf } from '../../sub-page.ts';
import { fetchToken } from '../api.ts';
import { reachable } from '../host/addresses.ts';
import type { HostServices } from '../host/app-host.ts';
import type { HostContext } from '../host/protocol.ts';
import { go, type Place } from '../place.ts';
import type { AppFrameProps } from './app-frame.tsx';

/** As Microsoft 365 writes the language of a person. */
export const hostLocales = { en: 'en-us', fr: 'fr-fr' } as const;
const sessionId = crypto.randomUUID();

/** Fills in the placeholders that Microsoft 365 knows in a `contentUrl`. */
export function contentUrl(template: string, { locale, theme }: Place): string {
  return template.replace('{locale}', hostLocales[locale]).replace('{theme}', theme);
}

/** What the host does for the app in one frame; `latest` holds what the frame was last given. */
export function servicesFor(latest: { readonly current: AppFrameProps }): HostServices {
  const { app, surface } = latest.current;
  const openSubPage = (subPage: string): void => go({ view: 'foyer', subPage: subPage || null });
  return {
    appUrl: app.websiteUrl,
    context: () => contextOf(latest.current),
    async token() {
      const { me, setState } = latest.current;
      const answer = await fetchToken(me.id, surface === 'pane' ? 'outlook' : 'teams');
      if ('token' in answer) return [true, answer.token];
      if (answer.refused === 'anotherPerson') setState({ is: 'otherPerson' });
      return [false, answer.refused];
    },
    openSubPage,
    openLink(address) {
      if (!URL.canParse(address)) return false;
      const { host, protocol } = new URL(address);
      const subPage = host === 'teams.microsoft.com' ? subPageOf(address, app.websiteUrl, app.id) : undefined;
      if (subPage !== undefined) openSubPage(subPage);
      else if (protocol === 'https:' || protocol === 'http:') {
        window.open(reachable(address, app.websiteUrl), '_blank', 'noopener');
      } else return false;
      return true;
    },
    loaded: () => latest.current.setState({ is: 'loaded' }),
    failed: (reason) => latest.current.setState({ is: 'failed', reason }),
  };
}

function contextOf({ app, me, surface, place }: AppFrameProps): HostContext {
  return {
    entityId: app.tabId,
    subEntityId: place.subPage ?? '',
    locale: hostLocales[place.locale],
    theme: place.theme,
    hostName: surface === 'pane' ? 'Outlook' : 'Teams',
    hostClientType: 'web',
    frameContext: surface === 'pane' ? 'sidePanel' : 'content',
    userObjectId: me.id,
    userPrincipalName: me.userPrincipalName,
    userDisplayName: me.displayName,
    loginHint: me.userPrincipalName,
    tid: me.tenantId,
    appId: app.id,
    sessionId,
    appSessionId: sessionId,
  };
}
