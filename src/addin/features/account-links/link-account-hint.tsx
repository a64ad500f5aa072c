import { Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';

/** INV-7: the way for those who have an account under another login ID. */
export function LinkAccountHint() {
  const { t } = useTranslation('account-links');
  return (
    <Text>
      {t('linkAccount.hint')} <AppLink to="/link-account">{t('linkAccount.title')}</AppLink>
    </Text>
  );
}
