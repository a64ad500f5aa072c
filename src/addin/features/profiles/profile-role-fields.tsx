import { Field, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { usePlaceName, useProfiles, useRoles } from './use-choices.ts';

/** The profile and role to assign; undefined leaves the choice to the server. */
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
  /** What a member has already; missing for somebody who is not a member yet. */
  held?: Required<Place>;
  onChange: (place: Place) => void;
  disabled?: boolean;
}

/** The choice of one profile and one role, among those that the person who chooses may give. */
export function ProfileRoleFields({ value, held, onChange, disabled = false }: ProfileRoleFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const placeName = usePlaceName();
  const profiles = useProfiles().data ?? [];
  const roles = useRoles().data ?? [];
  const standard = profiles.find(({ builtIn }) => builtIn === 'standard') ?? profiles[0];
  const newcomers = roles.find(({ forNewcomers }) => forNewcomers);
  const offeredProfiles = profiles.filter(({ id, abilities }) => abilities.give || id === held?.profileId);
  // A newcomer gets the role of newcomers also where the person who chooses could not give it to a member (ROLE-1).
  const always = held ? held.roleId : newcomers?.id;
  const offeredRoles = roles.filter(({ id, abilities }) => abilities.give || id === always);
  return (
    <div className={styles.pair}>
      <Field label={t('profile.label')}>
        <Choice
          disabled={disabled}
          value={value.profileId ?? standard?.id ?? ''}
          onChange={(_event, { value: profileId }) => onChange({ ...value, profileId })}
        >
          {offeredProfiles.map((profile) => (
            <option key={profile.id} value={profile.id}>
              {placeName(profile.name)}
            </option>
          ))}
        </Choice>
      </Field>
      <Field label={t('role.label')}>
        <Choice
          disabled={disabled}
          value={value.roleId ?? newcomers?.id ?? ''}
          onChange={(_event, { value: roleId }) => onChange({ ...value, roleId })}
        >
          {offeredRoles.map((role) => (
            <option key={role.id} value={role.id}>
              {placeName(role.name)}
            </option>
          ))}
        </Choice>
      </Field>
    </div>
  );
}
