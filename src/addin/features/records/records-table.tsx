import { useTranslation } from 'react-i18next';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { RecordsQuery } from '../../../server/features/records/schemas.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { VirtualTable } from '../../components/list/virtual-table.tsx';
import { useAbilities } from '../../session/session-context.ts';
import { MODULE_ICONS } from './modules.ts';
import { useColumns } from './use-columns.tsx';

export interface RecordsTableProps {
  module: Module;
  search: string;
  ownerId: string;
  sort: RecordsQuery['sort'];
}

/** The records that match; a row leads to the record. */
export function RecordsTable({ module, search, ownerId, sort }: RecordsTableProps) {
  const { t } = useTranslation('records');
  const columns = useColumns(module);
  const list = usePaged(`GET /records/${module}`, { query: { search, ownerId, sort } });
  const { viewAllRecords } = useAbilities();
  const hint = viewAllRecords ? 'records.emptyHintAll' : 'records.emptyHint';
  const isFiltered = search !== '' || ownerId !== '';
  const Icon = MODULE_ICONS[module];
  return (
    <ListBody
      list={list}
      empty={
        <EmptyState
          icon={<Icon />}
          title={isFiltered ? t('common.nothingFound') : t(`records.empty.${module}`)}
          text={isFiltered ? t('records.nothingFoundHint') : t(hint)}
        />
      }
    >
      <VirtualTable
        label={t(`module.${module}`)}
        columns={columns}
        rows={list.rows}
        total={list.total}
        rowKey={(record) => record.id}
        onMissing={list.readMore}
      />
    </ListBody>
  );
}
