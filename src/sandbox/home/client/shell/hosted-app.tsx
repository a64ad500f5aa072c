import { ArrowClockwise20Regular } from '@fluentui/react-icons/headless/svg/arrow-clockwise';
import { DocumentText24Regular } from '@fluentui/react-icons/headless/svg/document-text';
import { Open20Regular } from '@fluentui/react-icons/headless/svg/open';
import { useEffect, useState } from 'react';
import type { Common } from '../app.tsx';
import type { Hosting } from '../host/context.ts';
import { go } from '../place.ts';
import { AppFrame, type FrameState } from './app-frame.tsx';

/** How long an app may take, in milliseconds, before the host says that it does. */
const patience = 10_000;

export interface HostedAppProps extends Common, Omit<Hosting, 'place'> {
  /** Signs this person in again, after another tab has signed in somebody else. */
  comeBack(): Promise<void>;
}

/** Foyer in the surroundings that Teams or Office give it. */
export function HostedApp(props: HostedAppProps) {
  const { app, me, surface, place, t } = props;
  const [reloads, setReloads] = useState(0);
  const frame = (
    <LoadedOnce
      key={[me.id, surface, place.locale, place.subPage, reloads].join(' ')}
      {...props}
      reload={() => setReloads(reloads + 1)}
    />
  );
  const bar = (
    <header className="app-bar">
      <img src="/home/icon.png" alt="" width="24" height="24" />
      <h1>{app.name[place.locale]}</h1>
      <button type="button" className="quiet" onClick={() => setReloads(reloads + 1)} aria-label={t('reload')}>
        <ArrowClockwise20Regular />
      </button>
      <a
        className="quiet"
        href={app.websiteUrl}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={t('openInBrowser')}
      >
        <Open20Regular />
      </a>
      <select
        aria-label={t('width')}
        value={surface}
        onChange={({ target }) => go({ view: target.value === 'pane' ? 'pane' : 'foyer' })}
      >
        <option value="tab">{t('fullWidth')}</option>
        <option value="pane">{t('paneWidth')}</option>
      </select>
    </header>
  );
  if (surface === 'tab') {
    return (
      <main className="hosted">
        {bar}
        {frame}
      </main>
    );
  }
  return (
    <main className="hosted">
      {bar}
      <div className="with-pane">
        <div className="document">
          <DocumentText24Regular />
          <p>{t('documentIs')}</p>
        </div>
        <div className="pane">{frame}</div>
      </div>
    </main>
  );
}

/** One load of the app, with what the host has to say about it. */
function LoadedOnce({ reload, ...props }: HostedAppProps & { reload(): void }) {
  const { app, me, place, t, comeBack } = props;
  const isBuilding = props.build !== null;
  const [state, setState] = useState<FrameState>({ is: 'starting' });
  const name = app.name[place.locale];
  useEffect(() => {
    // While it is built, the note above says why it takes so long.
    if (state.is !== 'starting' || isBuilding) return undefined;
    const timer = window.setTimeout(() => setState({ is: 'slow' }), patience);
    return () => window.clearTimeout(timer);
  }, [state.is, isBuilding]);
  return (
    <div className="frame">
      {(state.is === 'starting' || state.is === 'slow') && (
        <div className="progress" role="progressbar" aria-label={t('starting', { name })} />
      )}
      {state.is === 'slow' && (
        <p className="bar" role="status">
          {t('slow', { name })}
        </p>
      )}
      {state.is === 'failed' && (
        <p className="bar" role="alert">
          {t('failed', { name, reason: state.reason })}{' '}
          <button type="button" onClick={reload}>
            {t('reload')}
          </button>
        </p>
      )}
      {state.is === 'otherPerson' && (
        <p className="bar" role="alert">
          {t('otherPerson')}{' '}
          <button type="button" onClick={() => comeBack().then(reload)}>
            {t('continueAs', { name: me.displayName })}
          </button>
        </p>
      )}
      <AppFrame {...props} setState={setState} />
    </div>
  );
}
