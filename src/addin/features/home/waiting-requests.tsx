import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { JoinRequest } from '../../../server/features/join-requests/schemas.ts';
import { api } from '../../api.ts';
import { AppLink, AppLinkButton } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Person } from '../../components/person.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';

const SHOWN = 5;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    gap: '4px 12px',
    minHeight: '64px',
    padding: '8px 0',
    boxSizing: 'border-box',
    ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  },
  who: { minWidth: 0, flex: '1 1 200px' },
});

/** The requests to join that wait, the oldest first: what an approver is here for. */
export function WaitingRequests() {
  const { t } = useTranslation('home');
  const { data, error, refetch } = useQuery({
    queryKey: ['/join-requests', 'oldest'],
    queryFn: ({ signal }) => api('GET /join-requests', { query: { status: 'pending', limit: SHOWN }, signal }),
  });
  return (
    <Section
      title={t('home.waiting')}
      action={
        data &&
        data.total > 0 && <AppLink to="/users?view=requests">{t('home.allWaiting', { count: data.total })}</AppLink>
      }
    >
      <ProblemMessage error={error} onRetry={() => void refetch()} />
      {!data && !error && <RowsPlaceholder count={3} />}
      {data?.total === 0 && (
        <EmptyState
          icon={<CheckmarkCircleRegular />}
          title={t('people.noneWaiting')}
          text={t('people.noneWaitingHint')}
        />
      )}
      {data && <Requests requests={data.items} />}
    </Section>
  );
}

function Requests({ requests }: { requests: readonly JoinRequest[] }) {
  const styles = useStyles();
  const { t } = useTranslation('home');
  const { relative } = useFormat();
  if (requests.length === 0) return null;
  return (
    <ul className={styles.list}>
      {requests.map(({ id, fullName, objectId, department, createdAt }, index) => (
        <li key={id} className={styles.item}>
          <div className={styles.who}>
            <Person
              fullName={fullName}
              objectId={objectId}
              secondary={[department, relative(createdAt)].filter(Boolean).join(' · ')}
              size={40}
              wrap
            />
          </div>
          <AppLinkButton
            to={`/join-requests/${id}`}
            appearance={index === 0 ? 'primary' : 'secondary'}
            label={t('home.reviewOf', { name: fullName })}
          >
            {t('home.review')}
          </AppLinkButton>
        </li>
      ))}
    </ul>
  );
}
