import { Badge } from '@fluentui/react-components';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../server/features/members/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { type Column, VirtualTable } from '../../components/list/virtual-table.tsx';
import { Person } from '../../components/person.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { usePlaceName } from '../profiles/use-place-name.ts';

export interface MembersTableProps {
  view: 'all' | 'active' | 'inactive';
  search: string;
}

/** The members of a view; a row leads to the person. */
export function MembersTable({ view, search }: MembersTableProps) {
  const { t } = useTranslation();
  const columns = useColumns(view === 'all');
  const list = usePaged<Member>('/members', { ...(view !== 'all' && { status: view }), search });
  return (
    <ListBody
      list={list}
      empty={
        <EmptyState
          icon={<PeopleRegular />}
          title={t(search ? 'users.nothingFound' : 'users.empty')}
          text={search ? t('users.nothingFoundHint') : undefined}
        />
      }
    >
      <VirtualTable
        label={t(`users.view.${view}`)}
        columns={columns}
        rows={list.rows}
        total={list.total}
        rowKey={(member) => member.id}
        onMissing={list.readMore}
      />
    </ListBody>
  );
}

function useColumns(hasStatus: boolean): Column<Member>[] {
  const { t } = useTranslation();
  const { date } = useFormat();
  const placeName = usePlaceName();
  const columns: (Column<Member> | false)[] = [
    {
      key: 'person',
      header: t('users.column.name'),
      lead: true,
      cell: ({ id, fullName, loginId, objectId }) => (
        <Person
          fullName={fullName}
          secondary={loginId}
          objectId={objectId}
          name={
            <AppLink to={`/members/${id}`} coversRow>
              {fullName}
            </AppLink>
          }
        />
      ),
    },
    {
      key: 'title',
      header: t('users.column.title'),
      from: 'large',
      cell: ({ jobTitle, department }) => [jobTitle, department].filter(Boolean).join(' · '),
    },
    { key: 'profile', header: t('profile.label'), from: 'medium', cell: ({ profile }) => placeName(profile.name) },
    { key: 'role', header: t('role.label'), from: 'medium', cell: ({ role }) => placeName(role.name) },
    { key: 'joined', header: t('users.column.joined'), from: 'large', cell: ({ joinedAt }) => date(joinedAt) },
    hasStatus && {
      key: 'status',
      header: t('users.column.status'),
      width: '88px',
      cell: ({ status }) => <StatusBadge status={status} />,
    },
  ];
  return columns.filter((column) => column !== false);
}

/** Whether a member is active. */
export function StatusBadge({ status }: Pick<Member, 'status'>) {
  const { t } = useTranslation();
  return (
    <Badge appearance="tint" color={status === 'active' ? 'success' : 'informative'}>
      {t(`member.${status}`)}
    </Badge>
  );
}
