import { Lightbulb24Regular } from '@fluentui/react-icons/headless/svg/lightbulb';
import { Mail24Regular } from '@fluentui/react-icons/headless/svg/mail';
import { PanelRight24Regular } from '@fluentui/react-icons/headless/svg/panel-right';
import type { ReactNode } from 'react';
import { type HomeWorld, type PersonView, rename } from '../api.ts';
import type { Common } from '../app.tsx';
import { addressOf, go, type View } from '../place.ts';
import type { TextKey } from '../texts.ts';
import { followWith } from './follow.ts';

interface LauncherProps extends Common {
  readonly app: HomeWorld['app'];
  readonly me: PersonView;
  readonly unread: number;
  /** Signs a person in again, who may have another login ID by now. */
  become(person: PersonView): Promise<void>;
}

const suggestions: Readonly<Record<NonNullable<PersonView['persona']>, TextKey>> = {
  administrator: 'tryAdministrator',
  approver: 'tryApprover',
  employee: 'tryEmployee',
  guest: 'tryGuest',
  disabled: 'tryDisabled',
  renamed: 'tryRenamed',
};

/** The apps of the person, and what there is to try as that person. */
export function Launcher({ app, me, unread, become, place, t }: LauncherProps) {
  const name = app.name[place.locale];
  const suggestion = me.atHome ? suggestions[me.persona ?? 'employee'] : 'tryNeighbour';
  const tile = (view: View, icon: ReactNode, label: string, about: string) => (
    <li className="card tile">
      {icon}
      <a
        className="whole-card"
        href={addressOf({ ...place, view, subPage: null })}
        onClick={followWith(() => go({ view, subPage: null }))}
        aria-describedby={`about-${view}`}
      >
        {label}
      </a>
      <span id={`about-${view}`} className="dim">
        {about}
      </span>
    </li>
  );
  return (
    <main className="launcher">
      <h1>
        {t('hello', { name: '' })}
        <bdi>{me.displayName}</bdi>
      </h1>
      <p className="dim">{[me.jobTitle, me.department, me.company].filter(Boolean).join(' · ')}</p>
      <section>
        <h2>{t('allApps')}</h2>
        <ul className="tiles">
          {tile(
            'foyer',
            <img src="/home/icon.png" alt="" width="48" height="48" />,
            name,
            app.description[place.locale],
          )}
          {tile(
            'mail',
            <span className="tile-icon">
              <Mail24Regular />
            </span>,
            unread > 0 ? `${t('mail')} (${t('unread', { count: unread })})` : t('mail'),
            t('mailIs'),
          )}
          {tile(
            'pane',
            <span className="tile-icon">
              <PanelRight24Regular />
            </span>,
            t('paneName', { name }),
            t('paneIs'),
          )}
        </ul>
      </section>
      <section className="suggestion" aria-labelledby="try-this">
        <Lightbulb24Regular />
        <div>
          <h2 id="try-this">{t('tryThis')}</h2>
          <p>{t(suggestion)}</p>
          {me.persona === 'renamed' && <Rename me={me} become={become} t={t} />}
        </div>
      </section>
    </main>
  );
}

const marriedName = '-ashworth';

/** Changes the login ID of somebody and back, so that one can see what an invitation under the old one is worth. */
function Rename({ me, become, t }: Pick<LauncherProps, 'me' | 'become' | 't'>) {
  const [local = '', domain = ''] = me.userPrincipalName.split('@');
  const next = local.endsWith(marriedName) ? local.slice(0, -marriedName.length) : local + marriedName;
  const login = `${next}@${domain}`;
  return (
    <p>
      <button type="button" onClick={() => rename(me, login).then(() => become(me))}>
        {t('rename', { login })}
      </button>
    </p>
  );
}
