import { Button, Text } from '@fluentui/react-components';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import type { MessagePerson, OpenItem, OpenMessage } from '../../host/open-message.ts';
import { useOpenMessage } from '../../host/use-open-message.ts';
import { useSession } from '../../session/session-context.ts';
import { InactiveExtension } from '../extensions/inactive-extension.tsx';
import { PeopleRecords } from './people-records.tsx';

/** How many people are shown before one asks for more, and how many more then, which is as many as one call takes. */
const FIRST = 6;
const MORE = 50;

/** EXT-4: who is in the message that is open in Outlook, with their records. */
export default function OpenMessagePage({ item }: { item: OpenItem }) {
  const { t } = useTranslation();
  const isActive = useSession().extensions.includes('outlook');
  const message = useOpenMessage(item);
  return (
    <Page title={t('page.openMessage')} {...(isActive && message?.subject && { lead: message.subject })}>
      {isActive ? <MessagePeople message={message} /> : <InactiveExtension extension="outlook" />}
    </Page>
  );
}

function MessagePeople({ message }: { message: OpenMessage | null | undefined }) {
  const { t } = useTranslation('open-message');
  if (message === undefined) return <RowsPlaceholder count={2} />;
  if (message === null) {
    return <EmptyState icon={<MailRegular />} title={t('openMessage.none')} text={t('openMessage.noneHint')} />;
  }
  if (message.people.length === 0) return <Text>{t('openMessage.nobody')}</Text>;
  return <People key={message.people.map(({ address }) => address).join(' ')} people={message.people} />;
}

function People({ people }: { people: readonly MessagePerson[] }) {
  const { t } = useTranslation('open-message');
  const groups = inGroups(people);
  const [shown, setShown] = useState(1);
  const next = groups[shown];
  return (
    <>
      {groups.slice(0, shown).map((group, index) => (
        <PeopleRecords key={group[0]?.address} people={group} isFirst={index === 0} />
      ))}
      {next && (
        <Button onClick={() => setShown(shown + 1)}>{t('openMessage.showOthers', { count: next.length })}</Button>
      )}
    </>
  );
}

function inGroups(people: readonly MessagePerson[]): MessagePerson[][] {
  const groups = [people.slice(0, FIRST)];
  for (let from = FIRST; from < people.length; from += MORE) groups.push(people.slice(from, from + MORE));
  return groups;
}
