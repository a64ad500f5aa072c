import { makeStyles, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Facts } from '../../components/facts.tsx';
import { PermissionList } from '../../components/permission-list.tsx';
import { Person } from '../../components/person.tsx';
import { Section } from '../../components/section.tsx';
import { useSession } from '../../session/session-context.ts';
import { usePlaceName } from '../profiles/use-place-name.ts';

const useStyles = makeStyles({
  may: { display: 'flex', flexDirection: 'column', gap: '8px' },
});

/** Who I am in this organization, and what my profile lets me do. */
export function MyPlace() {
  const styles = useStyles();
  const { t } = useTranslation('home');
  const placeName = usePlaceName();
  const { account, member, permissions } = useSession();
  if (!member) return null;
  return (
    <Section title={t('home.me')}>
      <Person fullName={account.fullName} secondary={account.loginId} size={48} wrap />
      <Facts
        rows={[
          [t('profile.label'), placeName(member.profile.name)],
          [t('role.label'), placeName(member.role.name)],
        ]}
      />
      <div className={styles.may}>
        <Text weight="semibold">{t('home.may')}</Text>
        <PermissionList permissions={permissions} nothing={t('home.mayNothing')} />
      </div>
    </Section>
  );
}
