import type { ReactNode } from 'react';
import type { HomeWorld, PersonView } from '../api.ts';
import type { Common } from '../app.tsx';
import { OutsideForm } from './outside-form.tsx';
import { PeopleSearch } from './people-search.tsx';
import { PersonCard } from './person-card.tsx';

interface PickerProps extends Common {
  readonly world: HomeWorld;
  choose(person: PersonView): void;
}

/** The first thing one meets: whom to be, and what each person is there for. */
export function Picker({ world, choose, ...common }: PickerProps) {
  const { place, t } = common;
  const home = world.cast.filter(({ atHome }) => atHome);
  const neighbour = world.cast.find(({ atHome, persona }) => !atHome && persona === 'administrator');
  const cards = (persona: PersonView['persona'], about?: string) =>
    home
      .filter((person) => person.persona === persona)
      .map((person) => (
        <PersonCard
          key={person.id}
          person={person}
          choose={choose}
          {...(about && { about })}
          large={persona === 'administrator'}
        />
      ));
  return (
    <main className="picker">
      <header className="picker-title">
        <img src="/home/icon.png" alt="" width="72" height="72" />
        <div>
          <h1>{t('whoTitle')}</h1>
          <p>{t('whoLead')}</p>
        </div>
      </header>
      {place.as && (
        <p role="alert" className="bar">
          {t('unknownPerson', { login: place.as })}
        </p>
      )}
      <Group title={t('startHere')}>{cards('administrator', t('administratorIs'))}</Group>
      <Group title={t('approver')} lead={t('approverIs')}>
        {cards('approver')}
      </Group>
      <Group title={t('employee')} lead={t('employeeIs')}>
        {cards('employee')}
      </Group>
      <Group title={t('special')}>
        {cards('guest', t('guestIs'))}
        {cards('disabled', t('disabledIs'))}
        {cards('renamed', t('renamedIs'))}
        {neighbour && <PersonCard person={neighbour} choose={choose} about={t('neighbourIs')} />}
      </Group>
      <PeopleSearch {...common} count={world.people} choose={choose} />
      <OutsideForm {...common} />
    </main>
  );
}

function Group({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="picker-group">
      <h2>{title}</h2>
      {lead && <p className="dim">{lead}</p>}
      <ul className="cards">{children}</ul>
    </section>
  );
}
