import { Badge, Checkbox } from '@fluentui/react-components';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member, MemberFilter } from '../../../server/features/members/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import { ID, useListState } from '../../components/list/use-list-state.ts';
import { usePaged } from '../../components/list/use-paged.ts';
import { type Column, VirtualTable } from '../../components/list/virtual-table.tsx';
import { Person } from '../../components/person.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import { BulkBar } from './bulk-bar.tsx';
import { type OptionalColumn, useShownColumns } from './columns-menu.tsx';
import { MemberFilters } from './member-filters.tsx';
import { SORTS, type Sort, SortButton, sortOf } from './sort-button.tsx';
import type { BulkAction } from './use-members.ts';
import { type Selection, useSelection } from './use-selection.ts';

type MembersView = 'all' | 'active' | 'inactive';

/** What can be done in a view; who is in the other state is left out by the server, with the reason. */
const ACTIONS: Record<MembersView, readonly BulkAction[]> = {
  all: ['deactivate', 'reactivate'],
  active: ['deactivate'],
  inactive: ['reactivate', 'delete'],
};

export interface MembersTableProps {
  view: MembersView;
  search: string;
  /** The list itself is drawn into this. */
  className: string;
}

/** MEM-9: the members of a view, to be filtered, sorted, picked and changed; a row leads to the person. */
export function MembersTable({ view, search, className }: MembersTableProps) {
  const { t } = useTranslation('members');
  const [{ sort, ...places }, set] = useListState({ profileId: ID, roleId: ID, sort: SORTS });
  const [shown, setShown] = useShownColumns();
  const filter: MemberFilter = {
    ...(view !== 'all' && { status: view }),
    ...(search && { search }),
    ...(places.profileId && { profileId: places.profileId }),
    ...(places.roleId && { roleId: places.roleId }),
  };
  const list = usePaged('GET /members', { query: { ...filter, sort } });
  const selection = useSelection(list.rows, list.total, filter);
  const columns = useColumns({
    hasStatus: view === 'all',
    shown,
    sort,
    onSort: (by) => set({ sort: by }),
    selection,
    rows: list.rows,
  });
  const isNarrowed = Object.keys(filter).some((key) => key !== 'status');
  return (
    <>
      <MemberFilters
        value={places}
        onChange={set}
        exported={{ ...filter, sort }}
        columns={shown}
        onColumns={setShown}
      />
      {selection.count > 0 && (
        <BulkBar
          selection={selection}
          total={list.total}
          actions={ACTIONS[view]}
          name={list.rows.find(selection.has)?.fullName}
        />
      )}
      <section className={className} aria-label={t(`users.view.${view}`)}>
        <ListBody
          list={list}
          empty={
            <EmptyState
              icon={<PeopleRegular />}
              title={t(isNarrowed ? 'people.nothingFound' : 'people.empty')}
              text={isNarrowed ? t('people.nothingFoundHint') : undefined}
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
      </section>
    </>
  );
}

interface ColumnsOptions {
  hasStatus: boolean;
  shown: ReadonlySet<OptionalColumn>;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selection: Selection;
  rows: readonly Member[];
}

function useColumns({ hasStatus, shown, sort, onSort, selection, rows }: ColumnsOptions): Column<Member>[] {
  const { t } = useTranslation('members');
  const { date } = useFormat();
  const placeName = usePlaceName();
  const isAll = rows.length > 0 && rows.every(selection.has);
  const pick = (member: Member) => (event: MouseEvent) => selection.toggle(rows.indexOf(member), event.shiftKey);
  const columns: (Column<Member> | false)[] = [
    {
      key: 'pick',
      width: '32px',
      isControl: true,
      header: (
        <Checkbox
          aria-label={t('people.pickShown')}
          checked={isAll || (selection.count > 0 && 'mixed')}
          onChange={selection.toggleLoaded}
        />
      ),
      cell: (member) => (
        <Checkbox
          aria-label={t('members.pick', { name: member.fullName })}
          checked={selection.has(member)}
          onChange={() => {}}
          onClick={pick(member)}
        />
      ),
    },
    {
      key: 'person',
      header: (
        <SortButton by="name" sort={sort} onSort={onSort}>
          {t('people.column.name')}
        </SortButton>
      ),
      sort: sortOf('name', sort),
      lead: true,
      cell: ({ id, fullName, loginId, objectId, status }) => (
        <Person
          fullName={fullName}
          secondary={hasStatus && status === 'inactive' ? `${t('person.inactive')} · ${loginId}` : loginId}
          objectId={objectId}
          name={
            <AppLink to={`/members/${id}`} ofRow>
              {fullName}
            </AppLink>
          }
        />
      ),
    },
    shown.has('title') && {
      key: 'title',
      header: t('people.column.title'),
      from: 'large',
      cell: ({ jobTitle, department }) => [jobTitle, department].filter(Boolean).join(' · '),
    },
    shown.has('profile') && {
      key: 'profile',
      header: t('profile.label'),
      from: 'medium',
      cell: ({ profile }) => placeName(profile.name),
    },
    shown.has('role') && {
      key: 'role',
      header: t('role.label'),
      from: 'medium',
      cell: ({ role }) => placeName(role.name),
    },
    shown.has('joined') && {
      key: 'joined',
      header: (
        <SortButton by="joined" sort={sort} onSort={onSort}>
          {t('people.column.joined')}
        </SortButton>
      ),
      sort: sortOf('joined', sort),
      width: '116px',
      from: 'large',
      cell: ({ joinedAt }) => date(joinedAt),
    },
    hasStatus && {
      key: 'status',
      header: t('people.column.status'),
      width: '88px',
      from: 'medium',
      cell: ({ status }) => <StatusBadge status={status} />,
    },
  ];
  return columns.filter((column) => column !== false);
}

/** Whether a member is active. */
export function StatusBadge({ status }: Pick<Member, 'status'>) {
  const { t } = useTranslation('members');
  return (
    <Badge appearance="tint" color={status === 'active' ? 'success' : 'informative'}>
      {t(`person.${status}`)}
    </Badge>
  );
}
