import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { useTranslation } from 'react-i18next';
import type { ManagedRole } from '../../../server/features/roles/schemas.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import type { RoleTask } from './role-dialog.tsx';

export interface RoleMenuProps {
  role: ManagedRole;
  onBegin: (task: RoleTask) => void;
  /** ROLE-1: new members get this role from now on. */
  onNewcomers: () => void;
}

/** What can be done with a role, where neither dragging nor shortcuts are at hand. */
export function RoleMenu({ role, onBegin, onNewcomers }: RoleMenuProps) {
  const { t } = useTranslation('roles');
  const placeName = usePlaceName();
  const { id, abilities } = role;
  const begin = (what: RoleTask['what']) => () => onBegin({ what, id });
  return (
    <Menu positioning="below-end">
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          size="small"
          icon={<MoreHorizontalRegular />}
          aria-label={t('names.actionsFor', { name: placeName(role.name) })}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={begin('new')}>{t('roles.newBelow')}</MenuItem>
          {abilities.rename && <MenuItem onClick={begin('rename')}>{t('names.rename')}</MenuItem>}
          {abilities.move && <MenuItem onClick={begin('move')}>{t('roles.move')}</MenuItem>}
          {!role.forNewcomers && <MenuItem onClick={onNewcomers}>{t('roles.forNewcomers')}</MenuItem>}
          {abilities.delete && <MenuItem onClick={begin('delete')}>{t('names.delete')}</MenuItem>}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
