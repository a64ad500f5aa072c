import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../server/features/mail-backups/schemas.ts';
import { MoreButton } from '../../components/list/list-body.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { Panel } from '../../components/panel.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { BackupProgress } from './backup-progress.tsx';
import { isRunning } from './use-mail-users.ts';

const EVERY = 1000;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: '24px', listStyleType: 'none', margin: 0, padding: 0 },
  backup: { display: 'flex', flexDirection: 'column', gap: '8px', overflowWrap: 'anywhere' },
  skips: { margin: 0, paddingInlineStart: '20px', fontSize: tokens.fontSizeBase200 },
});

interface BackupsPanelProps {
  memberId: string;
  fullName: string;
  onClose: () => void;
}

/** All backups of one mailbox, the latest first. */
export default function BackupsPanel({ memberId, fullName, onClose }: BackupsPanelProps) {
  const { t } = useTranslation('mail-backups');
  return (
    <Panel title={t('mailUsers.backup.historyOf', { name: fullName })} onClose={onClose}>
      <BackupList memberId={memberId} />
    </Panel>
  );
}

function BackupList({ memberId }: { memberId: string }) {
  const styles = useStyles();
  const list = usePaged(
    'GET /mail/users/{memberId}/backups',
    { params: { memberId } },
    { refetchInterval: (newest) => (newest?.items.some(isRunning) ? EVERY : false) },
  );
  if (list.error) return <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <RowsPlaceholder count={2} />;
  return (
    <>
      <ul className={styles.list}>
        {list.rows.map((backup) => (
          <li key={backup.id} className={styles.backup}>
            <Text weight="semibold">{backup.address}</Text>
            <BackupProgress backup={backup} />
            {backup.skipped > 0 && <Skips backup={backup} />}
          </li>
        ))}
      </ul>
      <MoreButton list={list} />
    </>
  );
}

/** The messages that the server did not give; the first ones by name. */
function Skips({ backup: { skips, skipped } }: { backup: Backup }) {
  const { t } = useTranslation('mail-backups');
  const more = skipped - skips.length;
  return (
    <>
      <Text size={200} weight="semibold">
        {t('mailUsers.backup.skips')}
      </Text>
      <ul className={useStyles().skips}>
        {skips.map(({ number, subject, reason: code }, index) => {
          const reason = t(`mailUsers.backup.skipReason.${code}`);
          const line = subject
            ? t('mailUsers.backup.skipNamed', { number, subject, reason })
            : t('mailUsers.backup.skip', { number, reason });
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows, and a number may come twice.
          return <li key={index}>{line}</li>;
        })}
        {more > 0 && <li>{t('mailUsers.backup.moreSkips', { count: more })}</li>}
      </ul>
    </>
  );
}
