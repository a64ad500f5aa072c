import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { MemberDetails } from '../../../server/features/members/schemas.ts';
import { usePaged } from '../../components/list/use-paged.ts';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useKeepPicked } from '../../components/search-picker.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useAbilities } from '../../session/session-context.ts';
import { OutcomeBadge, useAuditText } from '../audit/audit-text.tsx';
import { PEOPLE } from '../audit/filter.ts';

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
  what: { display: 'flex', flexWrap: 'wrap', gap: '4px 8px', alignItems: 'center' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What a member did and what was done to them, the latest first. */
export default function MemberHistory({
  member: { id, fullName },
}: {
  member: Pick<MemberDetails, 'id' | 'fullName'>;
}) {
  const styles = useStyles();
  const { t } = useTranslation(['members', 'audit']);
  const { moment } = useFormat();
  const { viewAudit } = useAbilities();
  const navigate = useNavigate();
  const text = useAuditText();
  const list = usePaged('GET /members/{id}/history', { params: { id } });
  const keepName = useKeepPicked(PEOPLE);
  const showInAudit = () => {
    keepName(id, { id, fullName });
    void navigate(`/audit?whom=${id}`);
  };
  return (
    <Section
      title={t('member.history')}
      action={viewAudit && <Button onClick={showInAudit}>{t('member.inAudit')}</Button>}
    >
      <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <RowsPlaceholder count={2} />}
      {list.isSuccess && list.total === 0 && <Text>{t('member.historyEmpty')}</Text>}
      <ol className={styles.list}>
        {list.rows.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <span className={styles.what}>
              <Text>{[text.action(entry), text.whom(entry)].filter(Boolean).join(' · ')}</Text>
              {entry.outcome === 'refused' && <OutcomeBadge outcome={entry.outcome} />}
            </span>
            <Text size={200} className={styles.quiet}>
              {t('audit:audit.at', { who: text.who(entry), when: moment(entry.at) })}
            </Text>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button disabledFocusable={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('member.earlier')}
        </Button>
      )}
    </Section>
  );
}
