import { Badge, Checkbox } from '@fluentui/react-components';
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { useTranslation } from 'react-i18next';
import type { ExtensionMember } from '../../../server/features/extensions/schemas.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import type { usePaged } from '../../components/list/use-paged.ts';
import { type Column, VirtualTable } from '../../components/list/virtual-table.tsx';
import { Person } from '../../components/person.tsx';
import { usePlaceName } from '../profiles/use-choices.ts';
import { type Picks, togglePick, togglePicks } from './use-extensions.ts';

/** The check boxes of an edit. */
export interface EditedPicks {
  picks: Picks;
  bought: number;
  onChange: (picks: Picks) => void;
}

export interface ActivationsTableProps {
  label: string;
  list: ReturnType<typeof usePaged<'GET /extensions/{key}/members'>>;
  /** Whether a search or filter leaves some out. */
  isNarrowed: boolean;
  /** Null while it is only looked at. */
  edit: EditedPicks | null;
}

/** EXT-1: the active members and for whom of them an extension works; check boxes while it is edited. */
export function ActivationsTable({ label, list, isNarrowed, edit }: ActivationsTableProps) {
  const { t } = useTranslation();
  const columns = useColumns(list.rows, edit);
  return (
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
        label={label}
        columns={columns}
        rows={list.rows}
        total={list.total}
        rowKey={(member) => member.id}
        onMissing={list.readMore}
      />
    </ListBody>
  );
}

function useColumns(rows: readonly ExtensionMember[], edit: EditedPicks | null): Column<ExtensionMember>[] {
  const { t } = useTranslation('extensions');
  const placeName = usePlaceName();
  const columns: (Column<ExtensionMember> | null)[] = [
    edit &&
      pickColumn(rows, edit, {
        all: t('people.pickShown'),
        one: (name) => t('licences.pick', { name }),
      }),
    {
      key: 'person',
      header: t('people.column.name'),
      lead: true,
      cell: ({ fullName, loginId, objectId }) => <Person fullName={fullName} secondary={loginId} objectId={objectId} />,
    },
    {
      key: 'profile',
      header: t('profile.label'),
      from: 'medium',
      cell: ({ profile }) => placeName(profile.name),
    },
    edit
      ? null
      : {
          key: 'activated',
          header: t('people.column.status'),
          width: '120px',
          cell: ({ activated }) => (
            <Badge appearance="tint" color={activated ? 'success' : 'informative'}>
              {t(activated ? 'licences.activated' : 'licences.notActivated')}
            </Badge>
          ),
        },
  ];
  return columns.filter((column) => column !== null);
}

function pickColumn(
  rows: readonly ExtensionMember[],
  { picks, bought, onChange }: EditedPicks,
  names: { all: string; one: (name: string) => string },
): Column<ExtensionMember> {
  const isFull = picks.size >= bought;
  const ids = rows.map(({ id }) => id);
  const picked = ids.filter((id) => picks.has(id)).length;
  return {
    key: 'pick',
    width: '32px',
    isControl: true,
    header: (
      <Checkbox
        aria-label={names.all}
        checked={picked === ids.length ? picked > 0 : picked > 0 && 'mixed'}
        disabled={isFull && picked < ids.length}
        onChange={() => onChange(togglePicks(picks, ids, bought))}
      />
    ),
    cell: ({ id, fullName }) => (
      <Checkbox
        aria-label={names.one(fullName)}
        checked={picks.has(id)}
        disabled={isFull && !picks.has(id)}
        onChange={() => onChange(togglePick(picks, id, bought))}
      />
    ),
  };
}
