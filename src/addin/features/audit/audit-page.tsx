import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { apiUrl } from '../../api.ts';
import { Page } from '../../components/page.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { type Filters, NO_FILTERS, toQuery } from './filter.ts';

const useStyles = makeStyles({
  list: {
    minHeight: '320px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
});

/** What an entry's panel, and a person's page, hand to the list. */
export interface AuditState {
  filters?: Partial<Filters>;
}

/** AUD-1: everything that was changed and everything that was refused. */
export default function AuditPage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const [filters, setFilters] = useFilters();
  const query = useMemo(() => toQuery(filters), [filters]);
  return (
    <Page
      title={t('audit.title')}
      lead={t('audit.lead')}
      actions={
        <Button
          as="a"
          href={apiUrl('GET /audit.csv', { query })}
          download="audit.csv"
          icon={<ArrowDownloadRegular />}
          appearance="primary"
        >
          {t('audit.export')}
        </Button>
      }
    >
      <AuditFilters value={filters} onChange={setFilters} />
      <section className={styles.list} aria-label={t('audit.title')}>
        <AuditTable query={query} />
      </section>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  );
}

/** As whoever led here wants them, and then as they are set. */
function useFilters(): [Filters, (filters: Filters) => void] {
  const { key, state } = useLocation();
  const wanted = (state as AuditState | null)?.filters;
  const [kept, setKept] = useState({ by: '', filters: NO_FILTERS });
  if (wanted && kept.by !== key) setKept({ by: key, filters: { ...NO_FILTERS, ...wanted } });
  return [kept.filters, (filters) => setKept({ by: key, filters })];
}
