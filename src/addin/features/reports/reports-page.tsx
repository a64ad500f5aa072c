import { makeStyles, Switch } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { MembersReport } from './members-report.tsx';
import { RecordsReport } from './records-report.tsx';
import { RequestsReport } from './requests-report.tsx';
import { SeatsReport } from './seats-report.tsx';

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: '20px',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
});

/** RPT-1: the four charts, each with its table and its file. */
export default function ReportsPage() {
  const styles = useStyles();
  const { t } = useTranslation('reports');
  const [isTable, setTable] = useState(false);
  return (
    <Page
      title={t('page.reports')}
      actions={
        <Switch label={t('reports.asTables')} checked={isTable} onChange={(_event, { checked }) => setTable(checked)} />
      }
    >
      <div className={styles.cards}>
        <MembersReport isTable={isTable} />
        <SeatsReport isTable={isTable} />
        <RequestsReport isTable={isTable} />
        <RecordsReport isTable={isTable} />
      </div>
    </Page>
  );
}
