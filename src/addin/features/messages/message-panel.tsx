import { Button } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Correspondent, Message } from '../../../server/features/messages/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import { Actions } from '../../components/form.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { AttachmentList } from './attachment-list.tsx';
import { MessageBody } from './message-body.tsx';

interface MessagePanelProps {
  id: string;
  subject: string;
  onClose: () => void;
}

/** A kept message: who wrote it to whom, its text, its attachments, and where it is from. */
export default function MessagePanel({ id, subject, onClose }: MessagePanelProps) {
  const {
    data: message,
    error,
    refetch,
  } = useQuery({
    queryKey: ['/mail/messages', id],
    queryFn: ({ signal }) => api('GET /mail/messages/{id}', { params: { id }, signal }),
  });
  return (
    <Panel title={subject} onClose={onClose}>
      {message ? <MessageContent message={message} /> : !error && <RowsPlaceholder count={3} />}
      <ProblemMessage error={error} onRetry={() => void refetch()} />
    </Panel>
  );
}

function MessageContent({ message }: { message: Message }) {
  const { t } = useTranslation('messages');
  const { moment } = useFormat();
  const [withRemote, setWithRemote] = useState(false);
  const { id, at, from, to, cc, mailbox, keptBy, keptAt, hasRemoteContent, attachments } = message;
  const facts: Fact[] = [
    [t('message.from'), peopleOf(from)],
    [t('message.to'), peopleOf(to)],
    ...(cc.length > 0 ? [[t('message.cc'), peopleOf(cc)] as const] : []),
    [t('message.at'), at === null ? t('message.undated') : moment(at)],
    [t('message.mailbox'), mailbox ?? t('person.deleted')],
    [t('message.kept'), t('common.byAt', { by: keptBy ?? t('person.deleted'), at: moment(keptAt) })],
  ];
  return (
    <>
      <Facts rows={facts} />
      {hasRemoteContent && !withRemote && (
        <Notice intent="info" actions={<Button onClick={() => setWithRemote(true)}>{t('message.showRemote')}</Button>}>
          {t('message.remote')}
        </Notice>
      )}
      <MessageBody id={id} withRemote={withRemote} />
      <AttachmentList id={id} attachments={attachments} />
      <Actions>
        <Button
          as="a"
          href={apiUrl('GET /mail/messages/{id}/source', { params: { id } })}
          download={`${id}.eml`}
          icon={<ArrowDownloadRegular />}
        >
          {t('message.source')}
        </Button>
      </Actions>
    </>
  );
}

function peopleOf(people: readonly Correspondent[]): string {
  return people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ');
}
