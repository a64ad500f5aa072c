import { Dismiss20Regular } from '@fluentui/react-icons/headless/svg/dismiss';
import { Pin20Regular } from '@fluentui/react-icons/headless/svg/pin';
import { useEffect, useRef, useState } from 'react';
import { fetchToken, type HomeWorld, type MailSummary, type PersonView } from '../api.ts';
import type { Common } from '../app.tsx';
import { hostLocales } from '../host/context.ts';
import { OfficeHost, type OfficeServices } from '../host/office-host.ts';
import { officeThemes } from '../host/office-themes.ts';
import { go } from '../place.ts';
import { allowedInFrames } from '../shell/app-frame.tsx';

export interface OutlookPaneProps extends Common {
  readonly app: HomeWorld['app'];
  readonly me: PersonView;
  readonly message: MailSummary | undefined;
}

/** The app's task pane beside a message, as Outlook on the web shows one. */
export function OutlookPane(props: OutlookPaneProps) {
  const { app, me, place, t } = props;
  const name = app.name[place.locale];
  const isPinned = place.pane === 'pinned';
  return (
    <aside className="outlook-pane" aria-label={name}>
      <header>
        <img src="/home/icon.png" alt="" width="20" height="20" />
        <h1>{name}</h1>
        <button
          type="button"
          className="quiet"
          aria-pressed={isPinned}
          aria-label={t('pin')}
          onClick={() => go({ pane: isPinned ? 'open' : 'pinned' }, { replace: true })}
        >
          <Pin20Regular />
        </button>
        <button type="button" className="quiet" aria-label={t('closePane')} onClick={() => go({ pane: null })}>
          <Dismiss20Regular />
        </button>
      </header>
      <PaneFrame key={`${me.id} ${place.locale}`} {...props} />
    </aside>
  );
}

/** Why Office gives no token. https://learn.microsoft.com/office/dev/add-ins/develop/troubleshoot-sso-in-office-add-ins */
const ssoErrors: Readonly<Record<string, number>> = {
  anotherPerson: 13_001,
  resourceRequiresConsent: 13_005,
  resourceRequiresMfa: 13_006,
};
const CANNOT_OBTAIN = 13_007;

/** The frame with the app in it, and the mailbox's side of Office.js. */
function PaneFrame(props: OutlookPaneProps) {
  const { app, message, place } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const host = useRef<OfficeHost>(null);
  const latest = useRef(props);
  latest.current = props;
  const [address] = useState(() => paneUrl(app.paneUrl, hostLocales[place.locale]));

  useEffect(() => {
    if (!frame.current) return undefined;
    const listening = new OfficeHost(frame.current, servicesFor(latest));
    host.current = listening;
    return () => listening.close();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a message that was only read is the same one
  useEffect(() => host.current?.changeItem(itemOf(message)), [message?.id]);
  useEffect(() => host.current?.changeTheme(officeThemes[place.theme]), [place.theme]);

  return (
    <iframe
      ref={frame}
      title={app.name[place.locale]}
      name="outlook-task-pane"
      className="app-frame"
      src={address}
      sandbox={allowedInFrames}
    />
  );
}

/** Outlook says in the address who it is. */
function paneUrl(page: string, locale: string): string {
  const url = new URL(page);
  url.searchParams.set('_host_Info', `Outlook$Web$16.01$${locale}$${crypto.randomUUID()}$$0`);
  return url.href;
}

function servicesFor(latest: { readonly current: OutlookPaneProps }): OfficeServices {
  return {
    appUrl: latest.current.app.websiteUrl,
    surroundings() {
      const { me, message, place } = latest.current;
      return {
        displayLanguage: hostLocales[place.locale],
        officeTheme: officeThemes[place.theme],
        user: { displayName: me.displayName, emailAddress: me.userPrincipalName },
        item: itemOf(message),
      };
    },
    async token() {
      const answer = await fetchToken(latest.current.me.id, 'outlook');
      return 'token' in answer ? answer : { refused: ssoErrors[answer.refused] ?? CANNOT_OBTAIN };
    },
  };
}

function itemOf(message: MailSummary | undefined) {
  if (!message) return null;
  const { id, subject, from, to, cc, receivedDateTime } = message;
  return { itemId: id, subject, from: person(from), to: to.map(person), cc: cc.map(person), receivedDateTime };
}

function person({ name, address }: MailSummary['from']) {
  return { displayName: name, emailAddress: address };
}
