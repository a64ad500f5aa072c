import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { apiUrl } from '../../api.ts';
import { Page } from '../../components/page.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { toQuery, useFilters } from './filter.ts';

const useStyles = makeStyles({
  list: {
    minHeight: '320px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
});

/** AUD-1: everything that was changed and everything that was refused. */
export default function AuditPage() {
  const styles = useStyles();
  const { t } = useTranslation('audit');
  const [filters, setFilters] = useFilters();
  const query = toQuery(filters);
  return (
    <Page
      title={t('page.audit')}
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
      <section className={styles.list} aria-label={t('page.audit')}>
        <AuditTable query={query} />
      </section>
      <Suspense>
        <Outlet />
      </Suspense>
    </Page>
  );
}
