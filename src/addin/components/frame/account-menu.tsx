import {
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { PersonRegular } from '@fluentui/react-icons/svg/person';
import { PersonAccountsRegular } from '@fluentui/react-icons/svg/person-accounts';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useHost } from '../../host/use-host.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { Person } from '../person.tsx';
import { AccountButton } from './account-button.tsx';

const useStyles = makeStyles({ card: { padding: '8px 8px 12px', maxWidth: '300px' } });

/** Who is signed in, and the way out where the host has none of its own. It comes open. */
export default function AccountMenu() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { account, member } = useSession();
  const { signOut } = useSessionControls();
  const host = useHost();
  const navigate = useNavigate();
  return (
    <Menu positioning="below-end" defaultOpen>
      <MenuTrigger disableButtonEnhancement>
        <AccountButton name={account.fullName} />
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.card}>
          <Person fullName={account.fullName} secondary={account.loginId} size={40} wrap />
        </div>
        <MenuDivider />
        <MenuList>
          <MenuItem icon={<PersonRegular />} onClick={() => void navigate('/account')}>
            {t('page.account')}
          </MenuItem>
          {member && (
            <MenuItem icon={<PersonAccountsRegular />} onClick={() => void navigate(`/members/${member.id}`)}>
              {t('frame.myPlace')}
            </MenuItem>
          )}
          {host.name === 'browser' && (
            <MenuItem icon={<SignOutRegular />} onClick={() => void signOut()}>
              {t('frame.signOut')}
            </MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
