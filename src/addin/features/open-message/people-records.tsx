import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { PersonAddRegular } from '@fluentui/react-icons/svg/person-add';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ByAddress } from '../../../server/features/records/schemas.ts';
import { api } from '../../api.ts';
import { Actions } from '../../components/form.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import type { MessagePerson } from '../../host/open-message.ts';
import { useSaveRecord } from '../records/use-record.ts';
import { AddressedRecordItem } from './addressed-record-item.tsx';
import { contactOf } from './contact-of.ts';

type Found = ByAddress['items'][number];

const useStyles = makeStyles({
  address: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere', marginTop: '-12px' },
  list: { display: 'flex', flexDirection: 'column', gap: '12px', listStyleType: 'none', margin: 0, padding: 0 },
});

/** People of a message, the sender first: their records as far as the reader sees them, or a contact to be made. */
export function PeopleRecords({ people, isFirst }: { people: readonly MessagePerson[]; isFirst: boolean }) {
  const styles = useStyles();
  const address = people.map((person) => person.address);
  const records = useQuery({
    queryKey: ['/records/by-address', address],
    queryFn: ({ signal }) => api('GET /records/by-address', { query: { address }, signal }),
  });
  if (records.error) return <ProblemMessage error={records.error} onRetry={() => void records.refetch()} />;
  if (!records.data) return <RowsPlaceholder count={2} />;
  const { items } = records.data;
  return people.map((person, index) => {
    const { name, address } = person;
    const found = items.find((each) => each.address === address);
    return (
      <Section key={address} title={name || address}>
        {name && (
          <Text size={200} className={styles.address}>
            {address}
          </Text>
        )}
        {found && <PersonRecords person={person} found={found} isSender={isFirst && index === 0} />}
      </Section>
    );
  });
}

interface PersonRecordsProps {
  person: MessagePerson;
  found: Found;
  isSender: boolean;
}

function PersonRecords({ person, found: { records, more }, isSender }: PersonRecordsProps) {
  const styles = useStyles();
  const { t } = useTranslation('open-message');
  const list = useFocusAfterFirst<HTMLUListElement>(records.length);
  if (records.length === 0) return <AddContact person={person} isSender={isSender} />;
  return (
    <>
      <ul className={styles.list} ref={list} tabIndex={-1}>
        {records.map((record) => (
          <AddressedRecordItem key={record.id} record={record} />
        ))}
      </ul>
      {more && <Text>{t('openMessage.moreRecords')}</Text>}
    </>
  );
}

/** The button that had the focus is gone once there is a first record: the list takes it over. */
function useFocusAfterFirst<E extends HTMLElement>(count: number) {
  const list = useRef<E>(null);
  const before = useRef(count);
  useEffect(() => {
    if (before.current === 0 && count > 0) list.current?.focus();
    before.current = count;
  }, [count]);
  return list;
}

function AddContact({ person, isSender }: { person: MessagePerson; isSender: boolean }) {
  const { t } = useTranslation('open-message');
  const notify = useNotify();
  const save = useSaveRecord('contacts');
  const contact = contactOf(person);
  const fullName = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  const add = () =>
    save.mutate({ ...contact }, { onSuccess: () => notify.done(t('openMessage.added', { name: fullName })) });
  return (
    <>
      <Text>{t('openMessage.unknown')}</Text>
      <ProblemMessage error={save.error} />
      <Actions>
        <Button
          appearance={isSender ? 'primary' : 'secondary'}
          icon={<PersonAddRegular />}
          disabledFocusable={save.isPending}
          aria-label={t('openMessage.addNamed', { name: fullName })}
          onClick={add}
        >
          {t('openMessage.add')}
        </Button>
      </Actions>
    </>
  );
}
