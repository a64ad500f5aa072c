import { PersonQuestionMarkRegular } from '@fluentui/react-icons/svg/person-question-mark';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { type Column, VirtualTable } from '../../components/list/virtual-table.tsx';
import { Person } from '../../components/person.tsx';
import { useFormat } from '../../i18n/use-format.ts';

/** The requests that wait; a row leads to the request. */
export function JoinRequestsTable({ search }: { search: string }) {
  const { t } = useTranslation(['join-requests', 'members']);
  const columns = useColumns();
  const list = usePaged('GET /join-requests', { query: { status: 'pending', search } });
  return (
    <ListBody
      list={list}
      empty={
        <EmptyState
          icon={<PersonQuestionMarkRegular />}
          title={t(search ? 'people.nothingFound' : 'people.noneWaiting')}
          text={t(search ? 'people.nothingFoundHint' : 'people.noneWaitingHint')}
        />
      }
    >
      <VirtualTable
        label={t('members:users.view.requests')}
        columns={columns}
        rows={list.rows}
        total={list.total}
        rowKey={(request) => request.id}
        onMissing={list.readMore}
      />
    </ListBody>
  );
}

function useColumns(): Column<JoinRequest>[] {
  const { t } = useTranslation('join-requests');
  const { relative } = useFormat();
  const { search: address } = useLocation();
  return [
    {
      key: 'person',
      header: t('people.column.name'),
      lead: true,
      cell: ({ id, fullName, loginId, objectId }) => (
        <Person
          fullName={fullName}
          secondary={loginId}
          objectId={objectId}
          name={
            <AppLink to={`/join-requests/${id}${address}`} ofRow>
              {fullName}
            </AppLink>
          }
        />
      ),
    },
    {
      key: 'title',
      header: t('people.column.title'),
      from: 'large',
      cell: ({ jobTitle, department }) => [jobTitle, department].filter(Boolean).join(' · '),
    },
    { key: 'message', header: t('requests.message'), from: 'medium', cell: ({ message }) => message },
    {
      key: 'since',
      header: t('requests.waiting'),
      from: 'medium',
      width: '136px',
      cell: ({ createdAt }) => relative(createdAt),
    },
  ];
}
