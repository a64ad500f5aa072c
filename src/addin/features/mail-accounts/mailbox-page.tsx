import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { MailboxSection } from './mailbox-section.tsx';

/** MAIL-1: the reader's own mailbox. */
export default function MailboxPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('mailbox.title')} lead={t('mailbox.lead')}>
      <MailboxSection />
    </Page>
  );
}
