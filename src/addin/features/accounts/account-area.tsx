import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { Frame } from '../../components/frame/frame.tsx';
import AccountPage from './account-page.tsx';

/** The account of somebody who is no member: the same page, with the way back to where they stand. */
export default function AccountArea() {
  const { t } = useTranslation('accounts');
  return (
    <Frame isBare>
      <AccountPage above={<AppLink to="/">{t('account.back')}</AppLink>} />
    </Frame>
  );
}
