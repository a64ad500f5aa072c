import { Button, makeStyles } from '@fluentui/react-components';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../server/features/mail-backups/schemas.ts';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { BackupProgress } from './backup-progress.tsx';

const BackupsPanel = lazyWithTexts(() => import('./backups-panel.tsx'), 'mail-backups', 'problems');

const useStyles = makeStyles({
  state: { display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'stretch' },
  history: { alignSelf: 'start' },
});

interface BackupStateProps {
  memberId: string;
  fullName: string;
  /** The last one. */
  backup: Backup | null;
}

/** The backup of somebody who has left, and the way to those before. */
export function BackupState({ memberId, fullName, backup }: BackupStateProps) {
  const styles = useStyles();
  const { t } = useTranslation('mail-backups');
  const [isOpen, setOpen] = useState(false);
  if (!backup) return <span>{t('mailUsers.backup.none')}</span>;
  return (
    <div className={styles.state}>
      <BackupProgress backup={backup} />
      <Button
        className={styles.history}
        size="small"
        aria-label={t('mailUsers.backup.historyOf', { name: fullName })}
        onClick={() => setOpen(true)}
      >
        {t('mailUsers.backup.history')}
      </Button>
      {isOpen && (
        <Suspense>
          <BackupsPanel memberId={memberId} fullName={fullName} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
