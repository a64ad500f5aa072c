import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { AuditEntry } from '../../../server/features/audit/schemas.ts';
import { api } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import { Panel } from '../../components/panel.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useKeepPicked } from '../../components/search-picker.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { OutcomeBadge, useAuditText } from './audit-text.tsx';
import { type Filters, PEOPLE } from './filter.ts';

const useStyles = makeStyles({
  json: {
    margin: 0,
    padding: '12px',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRadius: tokens.borderRadiusMedium,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
  hash: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  quiet: { color: tokens.colorNeutralForeground2 },
  more: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

/** AUD-1: everything that an entry tells. */
export default function AuditEntryPanel() {
  const { id = '' } = useParams();
  const { t } = useTranslation('audit');
  const navigate = useNavigate();
  const { search } = useLocation();
  const { number } = useFormat();
  const {
    data: entry,
    error,
    refetch,
  } = useQuery({
    queryKey: ['/audit', id],
    queryFn: ({ signal }) => api('GET /audit/{id}', { params: { id }, signal }),
  });
  return (
    <Panel
      title={entry ? t('audit.entry', { number: number(entry.sequence) }) : t('page.audit')}
      onClose={() => navigate(`/audit${search}`)}
    >
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {!entry && !error && <RowsPlaceholder count={3} />}
      {entry && <Details entry={entry} />}
    </Panel>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const styles = useStyles();
  const { t } = useTranslation('audit');
  const { moment } = useFormat();
  const text = useAuditText();
  const { actor, target, outcome, address, details, hash } = entry;
  const reason = text.reason(entry);
  return (
    <>
      <Facts
        rows={[
          [t('audit.what'), text.action(entry)],
          [t('audit.who'), text.who(entry)],
          ...(actor.apiTokenId ? [[t('audit.apiToken'), actor.apiTokenId] as const] : []),
          ...(text.whom(entry) ? [[t('audit.whom'), text.whom(entry)] as const] : []),
          [t('audit.when'), moment(entry.at)],
          [t('audit.outcome'), <OutcomeBadge key="outcome" outcome={outcome} />],
          ...(reason ? [[t('audit.reason'), reason] as const] : []),
          [t('audit.address'), address ?? t('audit.noAddress')],
          [
            t('audit.hash'),
            <span key="hash" className={styles.hash}>
              {hash}
            </span>,
          ],
        ]}
      />
      <Text size={200} className={styles.quiet}>
        {t('audit.hashHint')}
      </Text>
      {Object.keys(details).length > 0 && (
        <section aria-label={t('audit.details')}>
          <pre className={styles.json}>{JSON.stringify(details, null, 2)}</pre>
        </section>
      )}
      <div className={styles.more}>
        {actor.accountId && (
          <FilterButton by="who" id={actor.accountId} name={text.who(entry)}>
            {t('audit.allBy')}
          </FilterButton>
        )}
        {target.id && (
          <FilterButton by="target" id={target.id} name={text.whom(entry) || target.id}>
            {t('audit.allOn')}
          </FilterButton>
        )}
      </div>
    </>
  );
}

interface FilterButtonProps {
  by: keyof Pick<Filters, 'who' | 'target'>;
  id: string;
  name: string;
  children: string;
}

/** Links to all entries of the same actor or target, with the name that this entry shows. */
function FilterButton({ by, id, name, children }: FilterButtonProps) {
  const navigate = useNavigate();
  const keep = useKeepPicked(PEOPLE);
  const filter = () => {
    keep(id, { id, fullName: name });
    void navigate(`/audit?${new URLSearchParams({ [by]: id })}`);
  };
  return <Button onClick={filter}>{children}</Button>;
}
