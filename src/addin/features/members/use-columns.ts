import { useState } from 'react';

/** The columns that may be left out. */
export const OPTIONAL_COLUMNS = ['title', 'profile', 'role', 'joined'] as const;

export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

const NAME = 'foyer.members.columns';

/** Which columns this browser shows; all of them until somebody says otherwise. */
export function useShownColumns(): [ReadonlySet<OptionalColumn>, (columns: ReadonlySet<OptionalColumn>) => void] {
  const [shown, setShown] = useState(read);
  return [
    shown,
    (columns) => {
      setShown(columns);
      try {
        localStorage.setItem(NAME, [...columns].join(' '));
      } catch {
        // A browser that blocks storage in frames forgets the choice with the page.
      }
    },
  ];
}

function read(): ReadonlySet<OptionalColumn> {
  try {
    const kept = localStorage.getItem(NAME)?.split(' ');
    return new Set(OPTIONAL_COLUMNS.filter((column) => kept?.includes(column) ?? true));
  } catch {
    return new Set(OPTIONAL_COLUMNS);
  }
}
