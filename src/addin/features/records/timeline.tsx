import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Module, TimelineEntry } from '../../../server/features/records/schemas.ts';
import { usePaged } from '../../components/list/use-paged.ts';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { FIELD_SPECS, type FieldName } from './modules.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: '16px', listStyleType: 'none', margin: 0, padding: 0 },
  entry: {
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
    paddingInlineStart: '12px',
    borderLeft: `2px solid ${tokens.colorNeutralStroke1}`,
    overflowWrap: 'anywhere',
  },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** REC-4: what happened to a record, the latest first. */
export function Timeline({ module, id }: { module: Module; id: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { moment } = useFormat();
  const list = usePaged<TimelineEntry>(`/records/${module}/${id}/timeline`);
  if (list.error) return <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <RowsPlaceholder count={2} />;
  return (
    <>
      <ol className={styles.list}>
        {list.rows.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <Text>{sentence(t, module, entry)}</Text>
            <Text size={200} className={styles.quiet}>
              {t('records.event.byAt', { by: entry.by ?? t('records.deletedUser'), at: moment(entry.at) })}
            </Text>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button disabledFocusable={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('records.earlier')}
        </Button>
      )}
    </>
  );
}

function sentence(t: TFunction, module: Module, entry: TimelineEntry): string {
  if (entry.kind === 'created') return t(entry.imported ? 'records.event.imported' : 'records.event.created');
  if (entry.kind === 'owner') {
    const before = entry.before ?? t('records.deletedUser');
    const after = entry.after ?? t('records.deletedUser');
    return t(entry.transferred ? 'records.event.transferred' : 'records.event.owner', { before, after });
  }
  if (entry.kind === 'message') return entry.subject;
  const known = new Set<string>(FIELD_SPECS[module].map(({ name }) => name));
  const fields = entry.changes.flatMap(({ field }) =>
    known.has(field) ? t(`records.field.${field as FieldName}`) : [],
  );
  return t('records.event.changed', { fields: fields.join(', ') });
}
