import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedProfile } from '../../../server/features/profiles/schemas.ts';
import { NameDialog } from '../../components/name-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { DeletePlaceDialog } from './delete-place-dialog.tsx';
import { NewProfileDialog } from './new-profile-dialog.tsx';
import { usePlaceName } from './use-choices.ts';
import { useChangeProfile, useDeleteProfile } from './use-profiles.ts';

export interface ProfileMenuProps {
  profile: ManagedProfile;
  profiles: readonly ManagedProfile[];
}

/** What can be done with a profile beside its switches. */
export function ProfileMenu({ profile, profiles }: ProfileMenuProps) {
  const { t } = useTranslation('profiles');
  const placeName = usePlaceName();
  const [opened, setOpened] = useState<'copy' | 'rename' | 'delete' | null>(null);
  const { abilities } = profile;
  const name = placeName(profile.name);
  const close = () => setOpened(null);
  return (
    <>
      <Menu positioning="below-end">
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            size="small"
            icon={<MoreHorizontalRegular />}
            aria-label={t('names.actionsFor', { name })}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => setOpened('copy')}>{t('profiles.copy')}</MenuItem>
            {abilities.rename && <MenuItem onClick={() => setOpened('rename')}>{t('names.rename')}</MenuItem>}
            {abilities.delete && <MenuItem onClick={() => setOpened('delete')}>{t('names.delete')}</MenuItem>}
          </MenuList>
        </MenuPopover>
      </Menu>
      {opened === 'copy' && <NewProfileDialog original={profile} onClose={close} />}
      {opened === 'rename' && <RenameDialog profile={profile} onClose={close} />}
      {opened === 'delete' && <DeleteDialog profile={profile} profiles={profiles} onClose={close} />}
    </>
  );
}

function RenameDialog({ profile, onClose }: { profile: ManagedProfile; onClose: () => void }) {
  const { t } = useTranslation();
  const rename = useChangeProfile();
  return (
    <NameDialog
      title={t('names.renameTitle', { name: profile.name })}
      label={t('names.label')}
      initial={profile.name}
      confirm={t('names.rename')}
      mutation={{
        ...rename,
        mutate: (name) => rename.mutate({ id: profile.id, name }, { onSuccess: onClose }),
      }}
      onClose={onClose}
    />
  );
}

function DeleteDialog({ profile, profiles, onClose }: ProfileMenuProps & { onClose: () => void }) {
  const { t } = useTranslation('profiles');
  const notify = useNotify();
  const remove = useDeleteProfile(profile.id);
  const others = profiles.filter(({ id }) => id !== profile.id);
  return (
    <DeletePlaceDialog
      title={t('profiles.deleteTitle', { name: profile.name })}
      text={t('profiles.deleteText', { count: profile.members })}
      label={t('profiles.moveTo')}
      places={others}
      initial={others.find(({ builtIn }) => builtIn === 'standard')?.id ?? ''}
      mutation={{
        ...remove,
        mutate: (moveTo) =>
          remove.mutate(moveTo, {
            onSuccess: () => {
              notify.done(t('profiles.deleted', { name: profile.name }));
              onClose();
            },
          }),
      }}
      onClose={onClose}
    />
  );
}
