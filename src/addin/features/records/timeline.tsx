import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { TimelineEntry } from '../../../server/features/records/schemas.ts';
import { Choice } from '../../components/choice.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { KeptMessage } from '../messages/kept-message.tsx';
import { FIELD_SPECS, type FieldName } from './modules.ts';

const SHOWN = ['all', 'history', 'messages'] as const;

type Shown = (typeof SHOWN)[number];

const useStyles = makeStyles({
  tools: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(200px, 100%), 1fr))', gap: '8px' },
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

interface TimelineProps {
  module: Module;
  id: string;
}

/** REC-4: what happened to a record and what was written, the latest first, to be searched. */
export function SearchableTimeline(record: TimelineProps) {
  const styles = useStyles();
  const { t } = useTranslation('records');
  const [search, setSearch] = useState('');
  const [show, setShow] = useState<Shown>('all');
  return (
    <>
      <div className={styles.tools}>
        <SearchField label={t('records.timelineSearch')} value={search} onChange={setSearch} />
        <Choice
          value={show}
          aria-label={t('records.timelineShow')}
          onChange={(_event, { value }) => setShow(value as Shown)}
        >
          {SHOWN.map((each) => (
            <option key={each} value={each}>
              {t(`records.timelineShown.${each}`)}
            </option>
          ))}
        </Choice>
      </div>
      <Timeline {...record} search={search} show={show} />
    </>
  );
}

/** REC-4: the same without the tools, where there is little room. */
export function Timeline({ module, id, search = '', show = 'all' }: TimelineProps & { search?: string; show?: Shown }) {
  const styles = useStyles();
  const { t } = useTranslation('records');
  const list = usePaged(`GET /records/${module}/{id}/timeline`, { params: { id }, query: { search, show } });
  if (list.error) return <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <RowsPlaceholder count={2} />;
  if (list.rows.length === 0) return <Text role="status">{t('common.nothingFound')}</Text>;
  return (
    <>
      <ol className={styles.list}>
        {list.rows.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            {entry.kind === 'message' ? <KeptMessage message={entry} /> : <Event module={module} entry={entry} />}
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

type EventEntry = Exclude<TimelineEntry, { kind: 'message' }>;

function Event({ module, entry }: { module: Module; entry: EventEntry }) {
  const styles = useStyles();
  const { t } = useTranslation('records');
  const { moment } = useFormat();
  return (
    <>
      <Text>{sentence(t, module, entry)}</Text>
      <Text size={200} className={styles.quiet}>
        {t('common.byAt', { by: entry.by ?? t('person.deleted'), at: moment(entry.at) })}
      </Text>
    </>
  );
}

function sentence(t: TFunction<'records'>, module: Module, entry: EventEntry): string {
  if (entry.kind === 'created') return t(entry.imported ? 'records.event.imported' : 'records.event.created');
  if (entry.kind === 'owner') {
    const before = entry.before ?? t('person.deleted');
    const after = entry.after ?? t('person.deleted');
    return t(entry.transferred ? 'records.event.transferred' : 'records.event.owner', { before, after });
  }
  const known = new Set<string>(FIELD_SPECS[module].map(({ name }) => name));
  const fields = entry.changes.flatMap(({ field }) =>
    known.has(field) ? t(`records.field.${field as FieldName}`) : [],
  );
  return t('records.event.changed', { fields: fields.join(', ') });
}
