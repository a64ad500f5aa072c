import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { useTranslation } from 'react-i18next';
import { Facts } from '../../components/facts.tsx';
import { Person } from '../../components/person.tsx';
import { Section } from '../../components/section.tsx';
import { usePlaceName } from '../profiles/use-place-name.ts';
import { useSession } from '../sessions/session-context.ts';

const useStyles = makeStyles({
  may: { display: 'flex', flexDirection: 'column', gap: '8px' },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '6px' },
  item: { display: 'flex', alignItems: 'center', gap: '8px' },
  check: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0, fontSize: '16px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** Who I am in this organization, and what my profile lets me do. */
export function MyPlace() {
  const styles = useStyles();
  const { t } = useTranslation();
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
        {permissions.length === 0 ? (
          <Text className={styles.quiet}>{t('home.mayNothing')}</Text>
        ) : (
          <ul className={styles.list}>
            {permissions.map((permission) => (
              <li key={permission} className={styles.item}>
                <CheckmarkRegular className={styles.check} aria-hidden />
                <Text>{t(`permission.${permission}`)}</Text>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
