import { Apps24Regular } from '@fluentui/react-icons/headless/svg/apps';
import { Mail24Regular } from '@fluentui/react-icons/headless/svg/mail';
import { PersonSwap20Regular } from '@fluentui/react-icons/headless/svg/person-swap';
import type { ReactNode } from 'react';
import type { HomeWorld, PersonView } from '../api.ts';
import type { Common } from '../app.tsx';
import { Avatar } from '../people/avatar.tsx';
import { addressOf, go, type View } from '../place.ts';
import { BuildNote } from './app-build.tsx';
import { followWith } from './follow.ts';
import { Looks } from './looks.tsx';

interface ChromeProps extends Common {
  readonly me?: PersonView;
  /** An address outside all tenants whose mailbox is open. */
  readonly outsider?: string;
  readonly app?: HomeWorld['app'];
  readonly unread?: number;
  leave?(): Promise<void>;
  readonly children: ReactNode;
}

/** What surrounds everything: the note that this is a sandbox, the suite's bar, and the rail of apps. */
export function Chrome({ me, outsider, app, unread = 0, leave, children, ...common }: ChromeProps) {
  const { t } = common;
  const login = me?.userPrincipalName ?? outsider;
  return (
    <div className="chrome">
      <header>
        {' '}
        <p className="notice">
          <span>{t('notice')}</span>
          <span className="notice-links">
            {t('developers')} <a href="/sandbox/world">{t('world')}</a> <a href="/sandbox/faults">{t('faults')}</a>
          </span>
        </p>
        <div className="suite">
          <span className="suite-name">
            {t('suite')} <span className="pill">{t('sandbox')}</span>
          </span>
          <Looks {...common} />
          {login && (
            <div className="suite-me">
              <Avatar name={me?.displayName ?? login} />
              <span className="suite-me-name" title={login}>
                <span className="unseen">{t('signedInAs', { name: '' })}</span>
                <bdi>{me?.displayName ?? login}</bdi>
                {me && <span className="dim">{me.userPrincipalName}</span>}
              </span>
              <button type="button" className="quiet" onClick={leave}>
                <PersonSwap20Regular /> <span>{t('switchPerson')}</span>
              </button>
            </div>
          )}
        </div>
        <BuildNote {...common} />
      </header>{' '}
      <div className="below-suite">
        {me && app && <Rail {...common} app={app} unread={unread} />}
        {children}
      </div>
    </div>
  );
}

function Rail({ app, unread, place, t }: Common & { app: HomeWorld['app']; unread: number }) {
  const item = (view: View, isCurrent: boolean, icon: ReactNode, label: string) => {
    const to = { view, subPage: null, message: null, pane: null };
    return (
      <a
        href={addressOf({ ...place, ...to })}
        onClick={followWith(() => go(to))}
        aria-current={isCurrent ? 'page' : undefined}
        className="rail-item"
      >
        {icon}
        <span>{label}</span>
      </a>
    );
  };
  const mailIcon = (
    <span className="rail-icon">
      <Mail24Regular />
      {unread > 0 && (
        <span className="badge">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="unseen">{t('unread', { count: unread })}, </span>
        </span>
      )}
    </span>
  );
  const { view } = place;
  return (
    <nav className="rail" aria-label={t('navigation')}>
      {item('launcher', view === 'launcher', <Apps24Regular />, t('apps'))}
      {item('mail', view === 'mail', mailIcon, t('mail'))}
      {item(
        'foyer',
        view === 'foyer' || view === 'pane',
        <img src="/home/icon.png" alt="" width="24" height="24" />,
        app.name[place.locale],
      )}
    </nav>
  );
}
