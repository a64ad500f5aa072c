import { Button, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ColumnTripleRegular } from '@fluentui/react-icons/svg/column-triple';
import { useTranslation } from 'react-i18next';
import { OPTIONAL_COLUMNS, type OptionalColumn } from './use-columns.ts';

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
