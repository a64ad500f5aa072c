import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { AppLink } from '../../components/app-link.tsx';
import { Frame } from '../../components/frame/frame.tsx';
import { PagePlaceholder } from '../../components/placeholder.tsx';
import { lazyWithTexts } from '../../i18n/texts.ts';

/** The account page, for members too, with the texts of all its sections. */
export const AccountPage = lazyWithTexts(
  () => import('./account-page.tsx'),
  'account-links',
  'accounts',
  'api-tokens',
  'authorized-sites',
  'closing',
  'exports',
  'extensions',
  'mailboxes',
  'passwords',
  'security-questions',
  'sessions',
);

/** The account page for people who are not members, with a link back to the welcome page. */
export default function AccountArea() {
  const { t } = useTranslation();
  return (
    <Frame isBare>
      <Suspense fallback={<PagePlaceholder />}>
        <AccountPage above={<AppLink to="/">{t('common.back')}</AppLink>} />
      </Suspense>
    </Frame>
  );
}
