import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../server/platform/permissions.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '6px' },
  item: { display: 'flex', alignItems: 'center', gap: '8px' },
  check: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0, fontSize: '16px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** Permissions by name, or a sentence when there are none. */
export function PermissionList({ permissions, nothing }: { permissions: readonly Permission[]; nothing: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  if (permissions.length === 0) return <Text className={styles.quiet}>{nothing}</Text>;
  return (
    <ul className={styles.list}>
      {permissions.map((permission) => (
        <li key={permission} className={styles.item}>
          <CheckmarkRegular className={styles.check} aria-hidden />
          <Text>{t(`permission.${permission}`)}</Text>
        </li>
      ))}
    </ul>
  );
}
