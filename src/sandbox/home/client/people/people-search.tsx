import { Search20Regular } from '@fluentui/react-icons/headless/svg/search';
import { useEffect, useState } from 'react';
import { type PersonView, searchPeople } from '../api.ts';
import type { Common } from '../app.tsx';
import { PersonCard } from './person-card.tsx';

interface PeopleSearchProps extends Common {
  readonly count: number;
  choose(person: PersonView): void;
}

/** Finds anybody of any tenant as one types. */
export function PeopleSearch({ count, choose, place, t }: PeopleSearchProps) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly PersonView[]>();
  useEffect(() => {
    const controller = new AbortController();
    if (text.trim() === '') setFound(undefined);
    else searchPeople(text, controller.signal).then(setFound, () => undefined);
    return () => controller.abort();
  }, [text]);
  return (
    <search className="picker-group">
      <label className="picker-label" htmlFor="people-search">
        {t('searchPeople', { count: count.toLocaleString(place.locale) })}
      </label>
      <div className="field">
        <Search20Regular />
        <input
          id="people-search"
          type="search"
          autoComplete="off"
          placeholder={t('searchHint')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <p role="status" className="dim">
        {found?.length === 0 && t('nobody')}
      </p>
      <ul className="cards">
        {found?.map((person) => (
          <PersonCard key={person.id} person={person} choose={choose} />
        ))}
      </ul>
    </search>
  );
}
