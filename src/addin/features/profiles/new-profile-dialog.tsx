import { Field } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedProfile } from '../../../server/features/profiles/schemas.ts';
import { Choice } from '../../components/choice.tsx';
import { NameDialog } from '../../components/name-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { usePlaceName, useProfiles } from './use-choices.ts';
import { useCreateProfile } from './use-profiles.ts';

export interface NewProfileDialogProps {
  /** What to copy; nothing unless given. */
  original?: ManagedProfile;
  onClose: () => void;
}

/** A new profile, of nothing or with the switches of another one. */
export function NewProfileDialog({ original, onClose }: NewProfileDialogProps) {
  const { t } = useTranslation('profiles');
  const notify = useNotify();
  const placeName = usePlaceName();
  const profiles = useProfiles().data ?? [];
  const create = useCreateProfile();
  const [copyOf, setCopyOf] = useState(original?.id ?? '');
  return (
    <NameDialog
      title={t('profiles.newTitle')}
      label={t('names.label')}
      {...(original && { initial: t('profiles.copyName', { name: placeName(original.name) }).slice(0, 60) })}
      confirm={t('names.create')}
      mutation={{
        ...create,
        mutate: (name) =>
          create.mutate(
            { name, ...(copyOf && { copyOf }) },
            {
              onSuccess: () => {
                notify.done(t('profiles.created', { name }));
                onClose();
              },
            },
          ),
      }}
      onClose={onClose}
    >
      <Field label={t('profiles.copyOf')}>
        <Choice value={copyOf} onChange={(_event, { value }) => setCopyOf(value)}>
          <option value="">{t('profiles.copyNothing')}</option>
          {profiles.map(({ id, name }) => (
            <option key={id} value={id}>
              {placeName(name)}
            </option>
          ))}
        </Choice>
      </Field>
    </NameDialog>
  );
}
