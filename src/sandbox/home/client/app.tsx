import { useEffect, useState } from 'react';
import { type AppBuild, fetchWorld, type HomeWorld, type PersonView, signIn, signOut } from './api.ts';
import { Mailbox } from './mail/mailbox.tsx';
import { useMail } from './mail/use-mail.ts';
import { Picker } from './people/picker.tsx';
import { go, type Place, usePlace } from './place.ts';
import { useAppBuild } from './shell/app-build.tsx';
import { Chrome } from './shell/chrome.tsx';
import { HostedApp } from './shell/hosted-app.tsx';
import { Launcher } from './shell/launcher.tsx';
import { type Translate, translator } from './texts.ts';

/** What every part of the page is given. */
export interface Common {
  readonly place: Place;
  readonly t: Translate;
  /** How far Foyer's pages are, while they are built. */
  readonly build: AppBuild | null;
}

/** The page: who one is, and what one looks at. */
export function App() {
  const place = usePlace();
  const t = translator(place.locale);
  const { world, me, setMe, failed } = useWorld(place);
  const build = useAppBuild();

  useEffect(() => {
    document.documentElement.lang = place.locale;
    document.documentElement.dataset.theme = place.theme;
    document.title = t('title');
  }, [place.locale, place.theme, t]);

  async function become(person: PersonView): Promise<void> {
    const now = await signIn(person);
    setMe(now);
    go({ as: now.userPrincipalName, mailbox: null, message: null, pane: null });
  }
  async function leave(): Promise<void> {
    await signOut();
    setMe(null);
    go({ as: null, mailbox: null, message: null, pane: null, subPage: null, view: 'launcher' });
  }

  const common = { place, t, build };
  if (failed) return <p role="alert">{t('trouble')}</p>;
  if (!world) return null;
  if (place.mailbox) return <OutsideMailbox {...common} address={place.mailbox} leave={leave} />;
  // Back in the browser's history, nobody may be chosen yet.
  if (!me || place.as?.toLowerCase() !== me.userPrincipalName.toLowerCase()) {
    return (
      <Chrome {...common}>
        <Picker {...common} world={world} choose={become} />
      </Chrome>
    );
  }
  return <SignedIn {...common} world={world} me={me} leave={leave} become={become} />;
}

interface SignedInProps extends Common {
  readonly world: HomeWorld;
  readonly me: PersonView;
  leave(): Promise<void>;
  become(person: PersonView): Promise<void>;
}

function SignedIn({ world, me, leave, become, ...common }: SignedInProps) {
  const { view } = common.place;
  const mail = useMail(me.userPrincipalName);
  const hosted = { ...common, app: world.app, me, comeBack: () => become(me) };
  return (
    <Chrome {...common} me={me} leave={leave} app={world.app} unread={mail.unread}>
      {view === 'launcher' && <Launcher {...common} app={world.app} me={me} unread={mail.unread} become={become} />}
      {view === 'mail' && <Mailbox {...common} mail={mail} outlook={{ app: world.app, me }} />}
      {view === 'foyer' && <HostedApp {...hosted} surface="tab" />}
      {view === 'pane' && <HostedApp {...hosted} surface="pane" />}
    </Chrome>
  );
}

function OutsideMailbox({ address, leave, ...common }: Common & { address: string; leave(): Promise<void> }) {
  const mail = useMail(address);
  return (
    <Chrome {...common} outsider={address} leave={leave}>
      <Mailbox {...common} mail={mail} />
    </Chrome>
  );
}

/** The world and who one is in it; the server has signed in whom the address named. */
function useWorld(place: Place) {
  const [world, setWorld] = useState<HomeWorld>();
  const [me, setMe] = useState<PersonView | null>(null);
  const [failed, setFailed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the address that the page was opened with counts
  useEffect(() => {
    fetchWorld().then(
      (found) => {
        const named = place.as?.toLowerCase() ?? found.me?.userPrincipalName.toLowerCase();
        const isNamed = found.me?.userPrincipalName.toLowerCase() === named;
        setMe(isNamed ? found.me : null);
        setWorld(found);
        if (isNamed && found.me && !place.as) go({ as: found.me.userPrincipalName }, { replace: true });
      },
      () => setFailed(true),
    );
  }, []);
  return { world, me, setMe, failed };
}
