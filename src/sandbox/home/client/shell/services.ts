import { subPageOf } from '../../sub-page.ts';
import { fetchToken } from '../api.ts';
import { reachable } from '../host/addresses.ts';
import { contextOf } from '../host/context.ts';
import type { HostServices } from '../host/host-side.ts';
import { authenticateInPopup } from '../host/popup.ts';
import { go } from '../place.ts';
import type { AppFrameProps } from './app-frame.tsx';

/** What the host does for the app in one frame; `latest` holds what the frame was last given. */
export function servicesFor(latest: { readonly current: AppFrameProps }): HostServices {
  const { app, surface } = latest.current;
  const openSubPage = (subPage: string): void => go({ view: 'foyer', subPage: subPage || null });
  return {
    appUrl: app.websiteUrl,
    context: () => contextOf(latest.current, 'web'),
    async token() {
      const { me, setState } = latest.current;
      const answer = await fetchToken(me.id, surface === 'pane' ? 'outlook' : 'teams');
      if ('token' in answer) return [true, answer.token];
      if (answer.refused === 'anotherPerson') setState({ is: 'otherPerson' });
      return [false, answer.refused];
    },
    authenticate: ({ url, width, height }) =>
      authenticateInPopup({
        url: reachable(url, app.websiteUrl),
        width,
        height,
        appOrigin: new URL(app.websiteUrl).origin,
        context: { ...contextOf(latest.current, 'web'), frameContext: 'authentication' },
      }),
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
