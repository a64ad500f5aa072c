import { Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useSession } from '../../session/session-context.ts';
import { InactiveExtension } from '../extensions/inactive-extension.tsx';
import { MailboxForm } from './mailbox-form.tsx';
import { useMailbox } from './use-mailbox.ts';

/** The reader's mailbox, to be set up and changed; a part of their account. */
export function MailboxSection() {
  const { t } = useTranslation('mailboxes');
  const isActive = useSession().extensions.includes('mail');
  return (
    <Section title={t('mailbox.title')}>
      <Text>{t('mailbox.lead')}</Text>
      {isActive ? <OwnMailbox /> : <InactiveExtension extension="mail" />}
    </Section>
  );
}

function OwnMailbox() {
  const { data: mailbox, error, refetch } = useMailbox();
  if (mailbox) return <MailboxForm mailbox={mailbox} />;
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  return <RowsPlaceholder count={5} />;
}
