import { Button, makeStyles, SearchBox, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { Owner, RecordsQuery } from '../../../server/features/records/schemas.ts';
import { apiUrl } from '../../api.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { Choice } from '../../components/choice.tsx';
import { Page } from '../../components/page.tsx';
import { useDebounced } from '../../components/use-debounced.ts';
import { useAbilities } from '../../session/use-abilities.ts';
import { OWNERS } from './owners.ts';
import { RecordsTable } from './records-table.tsx';
import { SearchPicker } from './search-picker.tsx';

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
  const { t } = useTranslation();
  const { exportData } = useAbilities();
  const [text, setText] = useState('');
  const [owner, setOwner] = useState<Owner | null>(null);
  const [sort, setSort] = useState<RecordsQuery['sort']>('name');
  const search = useDebounced(text.trim());
  const hasDate = module === 'deals' || module === 'tasks';
  return (
    <Page
      title={t(`records.module.${module}`)}
      actions={
        <>
          <AppLinkButton to={`/${module}/new`} appearance="primary" icon={<AddRegular />}>
            {t(`records.new.${module}`)}
          </AppLinkButton>
          <AppLinkButton to={`/${module}/import`} icon={<ArrowUploadRegular />}>
            {t('records.import')}
          </AppLinkButton>
          {exportData && (
            <Button
              as="a"
              href={apiUrl(`GET /records/${module}.csv`, { query: { search, ownerId: owner?.id } })}
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
        <SearchBox
          className={styles.search}
          value={text}
          aria-label={t('records.search')}
          placeholder={t('records.search')}
          onChange={(_event, { value }) => setText(value)}
        />
        <SearchPicker
          label={t('records.owner')}
          hideLabel
          list={OWNERS}
          textOf={({ fullName }) => fullName}
          value={owner}
          onChange={setOwner}
          none={t('records.allOwners')}
        />
        <Choice
          aria-label={t('records.sortBy')}
          value={sort}
          onChange={(_event, { value }) => setSort(value as RecordsQuery['sort'])}
        >
          {(hasDate ? DATED_SORTS : SORTS).map((each) => (
            <option key={each} value={each}>
              {t(`records.sort.${each}`)}
            </option>
          ))}
        </Choice>
      </div>
      <section className={styles.list} aria-label={t(`records.module.${module}`)}>
        <RecordsTable module={module} search={search} ownerId={owner?.id} sort={sort} />
      </section>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  );
}
