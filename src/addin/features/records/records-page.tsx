import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { RecordsQuery } from '../../../server/features/records/schemas.ts';
import { apiUrl } from '../../api.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { Choice } from '../../components/choice.tsx';
import { ID, SEARCH, useListState } from '../../components/list/use-list-state.ts';
import { Page } from '../../components/page.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { SearchPicker, useKeepPicked, usePicked } from '../../components/search-picker.tsx';
import { useAbilities } from '../../session/session-context.ts';
import { OWNERS } from './owners.tsx';
import { RecordsTable } from './records-table.tsx';

const useStyles = makeStyles({
  tools: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1fr)',
    gap: '12px',
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  },
  search: { width: '100%', maxWidth: 'none', '@media (max-width: 640px)': { gridColumn: '1 / -1' } },
  list: {
    minHeight: '320px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
});

const SORTS = ['name', '-name', '-updated', 'updated'] as const;
const DATED_SORTS = [...SORTS, 'date', '-date'] as const;

/** REC-1: the records of one kind that one sees. */
export default function RecordsPage({ module }: { module: Module }) {
  const styles = useStyles();
  const { t } = useTranslation('records');
  const { exportData } = useAbilities();
  const { search: address } = useLocation();
  const sorts = module === 'deals' || module === 'tasks' ? DATED_SORTS : SORTS;
  const [{ search, owner: ownerId, sort }, set] = useListState({ search: SEARCH, owner: ID, sort: sorts });
  const owner = usePicked(OWNERS, ownerId);
  const keepOwner = useKeepPicked(OWNERS);
  return (
    <Page
      title={t(`module.${module}`)}
      actions={
        <>
          <AppLinkButton to={`/${module}/new${address}`} appearance="primary" icon={<AddRegular />}>
            {t(`records.new.${module}`)}
          </AppLinkButton>
          <AppLinkButton to={`/${module}/import${address}`} icon={<ArrowUploadRegular />}>
            {t('records.import')}
          </AppLinkButton>
          {exportData && (
            <Button
              as="a"
              href={apiUrl(`GET /records/${module}.csv`, { query: { search, ownerId } })}
              download={`${module}.csv`}
              icon={<ArrowDownloadRegular />}
            >
              {t('records.export')}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.tools}>
        <SearchField
          className={styles.search}
          label={t('records.search')}
          value={search}
          onChange={(text) => set({ search: text })}
        />
        <SearchPicker
          label={t('records.owner')}
          hideLabel
          list={OWNERS}
          textOf={({ fullName }) => fullName}
          value={owner}
          onChange={(item) => {
            if (item) keepOwner(item.id, item);
            set({ owner: item?.id ?? '' });
          }}
          none={t('records.allOwners')}
        />
        <Choice
          aria-label={t('records.sortBy')}
          value={sort}
          onChange={(_event, { value }) => set({ sort: value as RecordsQuery['sort'] })}
        >
          {sorts.map((each) => (
            <option key={each} value={each}>
              {t(`records.sort.${each}`)}
            </option>
          ))}
        </Choice>
      </div>
      <section className={styles.list} aria-label={t(`module.${module}`)}>
        <RecordsTable module={module} search={search} ownerId={ownerId} sort={sort} />
      </section>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  );
}
