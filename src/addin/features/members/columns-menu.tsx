import { Button, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ColumnTripleRegular } from '@fluentui/react-icons/svg/column-triple';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface ColumnsMenuProps {
  value: ReadonlySet<OptionalColumn>;
  onChange: (columns: ReadonlySet<OptionalColumn>) => void;
}

/** MEM-9: which columns the table shows, where there is room for them. */
export function ColumnsMenu({ value, onChange }: ColumnsMenuProps) {
  const { t } = useTranslation('members');
  const names = {
    title: t('people.column.title'),
    profile: t('profile.label'),
    role: t('role.label'),
    joined: t('people.column.joined'),
  } satisfies Record<OptionalColumn, string>;
  return (
    <Menu
      checkedValues={{ columns: [...value] }}
      onCheckedValueChange={(_event, { checkedItems }) =>
        onChange(new Set(OPTIONAL_COLUMNS.filter((column) => checkedItems.includes(column))))
      }
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<ColumnTripleRegular />}>
          {t('members.columns')}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {OPTIONAL_COLUMNS.map((column) => (
            <MenuItemCheckbox key={column} name="columns" value={column}>
              {names[column]}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** The columns that may be left out. */
export const OPTIONAL_COLUMNS = ['title', 'profile', 'role', 'joined'] as const;

export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

const NAME = 'foyer.members.columns';

/** The columns that this browser shows; all unless some were hidden. */
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
