import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { Frame } from '../../components/frame/frame.tsx';
import AccountPage from './account-page.tsx';

/** The account page for people who are not members, with a link back to the welcome page. */
export default function AccountArea() {
  const { t } = useTranslation('accounts');
  return (
    <Frame isBare>
      <AccountPage above={<AppLink to="/">{t('account.back')}</AppLink>} />
    </Frame>
  );
}
