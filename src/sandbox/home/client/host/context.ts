import type { InstalledApp } from '../../installed-app.ts';
import type { PersonView } from '../../views.ts';
import type { Place } from '../place.ts';
import type { HostContext } from './protocol.ts';

/** As Microsoft 365 writes the language of a person. */
export const hostLocales = { en: 'en-us', fr: 'fr-fr' } as const;
const sessionId = crypto.randomUUID();

/** How the host looks. */
type Look = Pick<Place, 'locale' | 'theme'>;

/** What a host knows about the app that it shows. */
export interface Hosting {
  readonly app: InstalledApp;
  readonly me: PersonView;
  /** A personal tab, as in Teams, or a task pane, as in Outlook and Office. */
  readonly surface: 'tab' | 'pane';
  readonly place: Look & Pick<Place, 'subPage'>;
}

/** Fills in the placeholders that Microsoft 365 knows in a `contentUrl`. */
export function contentUrl(template: string, { locale, theme }: Look): string {
  return template.replace('{locale}', hostLocales[locale]).replace('{theme}', theme);
}

export function contextOf(
  { app, me, surface, place }: Hosting,
  hostClientType: HostContext['hostClientType'],
): HostContext {
  return {
    entityId: app.tabId,
    subEntityId: place.subPage ?? '',
    locale: hostLocales[place.locale],
    theme: place.theme,
    hostName: surface === 'pane' ? 'Outlook' : 'Teams',
    hostClientType,
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
