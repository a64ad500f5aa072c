import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import type { AuditEntry, AuditFilter } from '../../../server/features/audit/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { type Column, VirtualTable } from '../../components/list/virtual-table.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { OutcomeBadge, useAuditText } from './audit-text.tsx';

const useStyles = makeStyles({
  what: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  line: { overflow: 'hidden', textOverflow: 'ellipsis' },
  /** Where there are no columns for them. */
  narrow: {
    display: 'none',
    color: tokens.colorNeutralForeground2,
    '@media (max-width: 640px)': { display: 'block' },
  },
});

/** AUD-1: the entries that match; a row leads to the entry. */
export function AuditTable({ query }: { query: AuditFilter }) {
  const { t } = useTranslation('audit');
  const columns = useColumns();
  const list = usePaged('GET /audit', { query });
  const isFiltered = Object.keys(query).length > 0;
  return (
    <ListBody
      list={list}
      empty={
        <EmptyState
          icon={<HistoryRegular />}
          title={t(isFiltered ? 'audit.nothingFound' : 'audit.empty')}
          text={isFiltered ? t('audit.nothingFoundHint') : undefined}
        />
      }
    >
      <VirtualTable
        label={t('page.audit')}
        columns={columns}
        rows={list.rows}
        total={list.total}
        rowKey={(entry) => entry.id}
        onMissing={list.readMore}
      />
    </ListBody>
  );
}

function useColumns(): Column<AuditEntry>[] {
  const styles = useStyles();
  const { t } = useTranslation('audit');
  const { moment } = useFormat();
  const text = useAuditText();
  const { search } = useLocation();
  return [
    {
      key: 'what',
      header: t('audit.what'),
      lead: true,
      cell: (entry) => (
        <span className={styles.what}>
          <span className={styles.line}>
            <AppLink to={`/audit/${entry.id}${search}`} ofRow>
              {text.action(entry)}
            </AppLink>
          </span>
          <Text size={200} wrap={false} className={mergeClasses(styles.line, styles.narrow)}>
            {[entry.outcome === 'refused' && t('audit.refused'), moment(entry.at), text.who(entry)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </span>
      ),
    },
    { key: 'who', header: t('audit.who'), from: 'medium', cell: text.who },
    { key: 'whom', header: t('audit.whom'), from: 'medium', cell: text.whom },
    { key: 'when', header: t('audit.when'), width: '180px', from: 'large', cell: ({ at }) => moment(at) },
    {
      key: 'outcome',
      header: t('audit.outcome'),
      width: '104px',
      from: 'medium',
      cell: (entry) => <OutcomeBadge {...entry} />,
    },
  ];
}
