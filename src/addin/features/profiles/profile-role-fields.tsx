import { Field, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { useProfiles, useRoles } from './use-choices.ts';
import { usePlaceName } from './use-place-name.ts';

/** What somebody is to have in the organization; undefined leaves the choice to the server. */
export interface Place {
  profileId?: string;
  roleId?: string;
}

const useStyles = makeStyles({
  pair: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: '12px',
  },
});

export interface ProfileRoleFieldsProps {
  value: Place;
  onChange: (place: Place) => void;
  disabled?: boolean;
}

/** The choice of one profile and one role. */
export function ProfileRoleFields({ value, onChange, disabled = false }: ProfileRoleFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const placeName = usePlaceName();
  const profiles = useProfiles().data ?? [];
  const roles = useRoles().data ?? [];
  const standard = profiles.find(({ builtIn }) => builtIn === 'standard') ?? profiles[0];
  const top = roles.find(({ parentId }) => parentId === null) ?? roles[0];
  return (
    <div className={styles.pair}>
      <Field label={t('profile.label')}>
        <Choice
          disabled={disabled}
          value={value.profileId ?? standard?.id ?? ''}
          onChange={(_event, { value: profileId }) => onChange({ ...value, profileId })}
        >
          {profiles.map((profile) => (
            <option key={profile.id} value={profile.id} disabled={!profile.abilities.give}>
              {placeName(profile.name)}
            </option>
          ))}
        </Choice>
      </Field>
      <Field label={t('role.label')}>
        <Choice
          disabled={disabled}
          value={value.roleId ?? top?.id ?? ''}
          onChange={(_event, { value: roleId }) => onChange({ ...value, roleId })}
        >
          {roles.map((role) => (
            <option key={role.id} value={role.id}>
              {placeName(role.name)}
            </option>
          ))}
        </Choice>
      </Field>
    </div>
  );
}
