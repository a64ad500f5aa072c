import { Link, makeStyles, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useHost } from '../host/use-host.ts';
import { useSession, useSessionControls } from '../session/session-context.ts';
import { AppLink } from './app-link.tsx';

const useStyles = makeStyles({ link: { fontSize: 'inherit', lineHeight: 'inherit' } });

/** Who is signed in, and a button to switch accounts where the host has none. */
export function SignedInAs() {
  const styles = useStyles();
  const { t } = useTranslation(['common', 'sessions']);
  const { account } = useSession();
  const { signIn, signOut } = useSessionControls();
  const isBrowser = useHost().name === 'browser';
  return (
    <Text size={200}>
      {t('person.signedInAs', { loginId: account.loginId })}
      {' · '}
      <AppLink to="/account">{t('page.account')}</AppLink>
      {isBrowser && (
        <>
          {' · '}
          <Link inline className={styles.link} onClick={() => void signIn({ selectAccount: true })}>
            {t('sessions:signIn.switchAccount')}
          </Link>
          {' · '}
          <Link inline className={styles.link} onClick={() => void signOut()}>
            {t('frame.signOut')}
          </Link>
        </>
      )}
    </Text>
  );
}
