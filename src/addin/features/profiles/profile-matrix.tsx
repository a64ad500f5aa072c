import { makeStyles, mergeClasses, Switch, Text, tokens, useArrowNavigationGroup } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedProfile } from '../../../server/features/profiles/schemas.ts';
import { EXTENSIONS } from '../../../server/platform/extensions.ts';
import { PERMISSIONS, type Permission } from '../../../server/platform/permissions.ts';
import { Choice } from '../../components/choice.tsx';
import { useAbilities } from '../../session/session-context.ts';
import { ProfileMenu } from './profile-menu.tsx';
import { usePlaceName } from './use-choices.ts';
import { type SwitchName, useSwitched } from './use-profiles.ts';

const NARROW = '@media (max-width: 640px)';

const useStyles = makeStyles({
  choice: { display: 'none', padding: '8px 16px', [NARROW]: { display: 'block' } },
  scroll: { overflowX: 'auto' },
  table: { minWidth: '100%', borderCollapse: 'separate', borderSpacing: 0 },
  cell: { padding: '4px 12px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  middle: { display: 'flex', justifyContent: 'center' },
  name: {
    position: 'sticky',
    left: 0,
    zIndex: 1,
    minWidth: '220px',
    padding: '4px 12px 4px 20px',
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    backgroundColor: tokens.colorNeutralBackground1,
    [NARROW]: { minWidth: 0, paddingInlineStart: '16px' },
  },
  group: { paddingTop: '16px', fontWeight: tokens.fontWeightSemibold },
  profile: {
    minWidth: '104px',
    maxWidth: '200px',
    verticalAlign: 'bottom',
    textAlign: 'center',
    [NARROW]: { minWidth: 0 },
  },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'center', gap: '4px' },
  title: { overflowWrap: 'anywhere', [NARROW]: { display: 'none' } },
  quiet: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular, whiteSpace: 'nowrap' },
  /** There is room for one profile only. */
  aside: { [NARROW]: { display: 'none' } },
});

export interface ProfileMatrixProps {
  profiles: readonly ManagedProfile[];
  onSwitch: (profile: ManagedProfile, name: SwitchName, isOn: boolean) => void;
}

/** Profiles side by side, with a switch for each permission; one profile at a time where it is narrow. */
export function ProfileMatrix({ profiles, onSwitch }: ProfileMatrixProps) {
  const styles = useStyles();
  const { t } = useTranslation('profiles');
  const placeName = usePlaceName();
  const own = useAbilities();
  const isOn = useSwitched();
  const [picked, setPicked] = useState<string>();
  const shown = profiles.find(({ id }) => id === picked) ?? profiles.find(({ builtIn }) => builtIn !== 'administrator');
  const arrows = useArrowNavigationGroup({ axis: 'grid', tabbable: true });
  const aside = (profile: ManagedProfile) => (profile.id === shown?.id ? undefined : styles.aside);
  const mayTurn = (profile: ManagedProfile, name: Permission) =>
    profile.abilities.setPermissions && (own[name] || profile.permissions.includes(name));
  const row = (name: SwitchName, label: string, may: (profile: ManagedProfile) => boolean) => (
    <tr key={name}>
      <th scope="row" className={mergeClasses(styles.cell, styles.name)}>
        {label}
      </th>
      {profiles.map((profile) => (
        <td key={profile.id} className={mergeClasses(styles.cell, aside(profile))}>
          <span className={styles.middle}>
            <Switch
              aria-label={t('profiles.switch', { permission: label, profile: placeName(profile.name) })}
              checked={isOn(profile, name)}
              disabled={!may(profile)}
              onChange={(_event, { checked }) => onSwitch(profile, name, checked)}
            />
          </span>
        </td>
      ))}
    </tr>
  );
  const group = (label: string) => (
    <tr>
      <th scope="rowgroup" className={mergeClasses(styles.cell, styles.name, styles.group)}>
        {label}
      </th>
      {profiles.map((profile) => (
        <td key={profile.id} className={mergeClasses(styles.cell, aside(profile))} />
      ))}
    </tr>
  );
  return (
    <>
      <div className={styles.choice}>
        <Choice
          aria-label={t('profile.label')}
          value={shown?.id ?? ''}
          onChange={(_event, { value }) => setPicked(value)}
        >
          {profiles.map(({ id, name }) => (
            <option key={id} value={id}>
              {placeName(name)}
            </option>
          ))}
        </Choice>
      </div>
      <div className={styles.scroll}>
        <table className={styles.table} aria-label={t('profiles.matrix')} {...arrows}>
          <thead>
            <tr>
              <td className={mergeClasses(styles.cell, styles.name)} />
              {profiles.map((profile) => (
                <th key={profile.id} scope="col" className={mergeClasses(styles.cell, styles.profile, aside(profile))}>
                  <span className={styles.head}>
                    <span className={styles.title}>{placeName(profile.name)}</span>
                    <ProfileMenu profile={profile} profiles={profiles} />
                  </span>
                  <Text size={200} className={styles.quiet}>
                    {t('people.count', { count: profile.members })}
                  </Text>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {group(t('profiles.permissions'))}
            {PERMISSIONS.map((name) => row(name, t(`permission.${name}`), (profile) => mayTurn(profile, name)))}
          </tbody>
          <tbody>
            {group(t('profiles.appPermissions'))}
            {EXTENSIONS.map((name) => row(name, t(`extension.${name}`), ({ abilities }) => abilities.setExtensions))}
          </tbody>
        </table>
      </div>
    </>
  );
}
