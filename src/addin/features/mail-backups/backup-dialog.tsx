import { Spinner, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BackupPreview } from '../../../server/features/mail-backups/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';

interface BackupDialogProps {
  memberId: string;
  fullName: string;
  action: 'backUp' | 'latestBackup';
  mutation: { mutate: () => void; isPending: boolean; error: unknown };
  onClose: () => void;
}

/** MAIL-10: who would get how many messages to read, before a mailbox is backed up. */
export function BackupDialog({ memberId, fullName, action, mutation, onClose }: BackupDialogProps) {
  const { t } = useTranslation('mail-backups');
  const latest = action === 'latestBackup';
  const preview = useQuery({
    queryKey: ['/mail/users/{memberId}/backups/preview', memberId, latest],
    queryFn: ({ signal }) =>
      api('POST /mail/users/{memberId}/backups/preview', { params: { memberId }, body: { latest }, signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <ConfirmDialog
      title={t(`mailUsers.actionFor.${action}`, { name: fullName })}
      text={t('mailUsers.preview.lead')}
      confirm={t('mailUsers.preview.start')}
      mutation={mutation}
      onClose={onClose}
    >
      {preview.isPending && <Spinner label={t('mailUsers.preview.reading')} />}
      {preview.error && <ProblemMessage error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && <Shares preview={preview.data} />}
    </ConfirmDialog>
  );
}

function Shares({ preview: { total, read, kept, owners, records, recordCount } }: { preview: BackupPreview }) {
  const { t } = useTranslation(['mail-backups', 'common']);
  const more = recordCount - records.length;
  return (
    <>
      <Text>{t('mailUsers.preview.kept', { count: kept, total, read })}</Text>
      {owners.length > 0 && (
        <>
          <Text weight="semibold">{t('mailUsers.preview.owners')}</Text>
          <ul>
            {owners.map(({ id, fullName, messages: count }) => (
              <li key={id}>{t('mailUsers.preview.share', { name: fullName ?? t('person.deleted'), count })}</li>
            ))}
          </ul>
          <Text weight="semibold">{t('mailUsers.preview.records')}</Text>
          <ul>
            {records.map(({ id, title, owner, messages: count }) => {
              const name = title ?? t('mailUsers.preview.hidden', { owner: owner ?? t('person.deleted') });
              return <li key={id}>{t('mailUsers.preview.share', { name, count })}</li>;
            })}
            {more > 0 && <li>{t('mailUsers.backup.moreSkips', { count: more })}</li>}
          </ul>
        </>
      )}
    </>
  );
}
