import { Button, Field, ProgressBar } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { DirectoryPage } from '../../../server/features/directory/schemas.ts';
import { Notice } from '../../components/notice.tsx';
import { useSyncDirectory } from './use-directory.ts';

/** How far the mirror of the directory is, until it is complete. */
export function SyncProgress({ sync }: { sync: DirectoryPage['sync'] }) {
  const { t } = useTranslation('directory');
  const again = useSyncDirectory();
  const { status, usersRead, leftOut } = sync;
  if (status === 'done') {
    return leftOut === 0 ? null : <Notice intent="info">{t('sync.leftOut', { count: leftOut })}</Notice>;
  }
  if (status === 'running') {
    const text = [t('sync.running', { count: usersRead }), ...(sync.stuck ? [t('common.takingLonger')] : [])].join(' ');
    return (
      <Field validationState="none" validationMessage={text}>
        <ProgressBar aria-label={t('sync.label')} />
      </Field>
    );
  }
  return (
    <Notice
      intent={status === 'failed' ? 'warning' : 'info'}
      actions={
        <Button disabledFocusable={again.isPending} onClick={() => again.mutate()}>
          {t('sync.start')}
        </Button>
      }
    >
      {t(`sync.${status}`)}
    </Notice>
  );
}
