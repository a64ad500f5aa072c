import { useEffect, useRef, useState } from 'react';
import { AppHost } from '../host/app-host.ts';
import { contentUrl } from '../host/context.ts';
import type { HostedAppProps } from './hosted-app.tsx';
import { servicesFor } from './services.ts';

export type FrameState =
  | { readonly is: 'starting' | 'slow' | 'loaded' | 'otherPerson' }
  | { readonly is: 'failed'; readonly reason: string };

export interface AppFrameProps extends HostedAppProps {
  setState(state: FrameState): void;
}

/** What Teams allows the frame of an app; leaving the frame is not among it. */
export const allowedInFrames =
  'allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-pointer-lock allow-scripts allow-same-origin allow-downloads';

/** The frame with the app in it, and the host's side of teams-js. */
export function AppFrame(props: AppFrameProps) {
  const { app, surface, place } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const host = useRef<AppHost>(null);
  const latest = useRef(props);
  latest.current = props;
  // The address is that of the first moment: a later theme comes as an event, all else with a new frame.
  const [address] = useState(() => contentUrl(surface === 'pane' ? app.paneUrl : app.tabUrl, place));

  useEffect(() => {
    if (!frame.current) return;
    const listening = new AppHost(frame.current, servicesFor(latest));
    host.current = listening;
    return () => listening.close();
  }, []);
  useEffect(() => host.current?.changeTheme(place.theme), [place.theme]);

  return (
    <iframe
      ref={frame}
      title={app.name[place.locale]}
      name="embedded-page-container"
      className="app-frame"
      src={address}
      sandbox={allowedInFrames}
      allow="clipboard-read; clipboard-write"
    />
  );
}
