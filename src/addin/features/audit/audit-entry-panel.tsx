import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { AuditEntry } from '../../../server/features/audit/schemas.ts';
import { api } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import { Panel } from '../../components/panel.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import type { AuditState } from './audit-page.tsx';
import type { Filters } from './filter.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { useAuditText } from './use-audit-text.ts';

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
  const { t } = useTranslation();
  const navigate = useNavigate();
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
      title={entry ? t('audit.entry', { number: number(entry.sequence) }) : t('audit.title')}
      onClose={() => navigate('/audit')}
    >
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {!entry && !error && <RowsPlaceholder count={3} />}
      {entry && <Details entry={entry} />}
    </Panel>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const styles = useStyles();
  const { t } = useTranslation();
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
          <FilterButton
            filters={{ who: { id: actor.accountId, accountId: actor.accountId, fullName: text.who(entry) } }}
          >
            {t('audit.allBy')}
          </FilterButton>
        )}
        {target.id && (
          <FilterButton
            filters={{ whom: { id: target.id, target: target.id, fullName: text.whom(entry) || target.id } }}
          >
            {t('audit.allOn')}
          </FilterButton>
        )}
      </div>
    </>
  );
}

function FilterButton({ filters, children }: { filters: Partial<Filters>; children: string }) {
  const navigate = useNavigate();
  return <Button onClick={() => navigate('/audit', { state: { filters } satisfies AuditState })}>{children}</Button>;
}
