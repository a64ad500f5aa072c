import { Field, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../server/features/mail-accounts/schemas.ts';
import { PROBLEM_STATUS, type ProblemCode } from '../../../server/platform/problem-codes.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { isRunning } from './use-mail-users.ts';

/** MAIL-4: how far a backup is, or how it ended. */
export function BackupProgress({ backup }: { backup: Backup }) {
  const { t } = useTranslation();
  const { moment, number } = useFormat();
  const { kind, status, total, processed, kept, skipped, problem, requestedBy, createdAt, finishedAt } = backup;
  const counts = t('mailUsers.backup.kept', { count: kept });
  const left = skipped > 0 && t('mailUsers.backup.skipped', { count: skipped });
  return (
    <>
      <Field
        label={t(`mailUsers.backup.kind.${kind}`)}
        validationState={status === 'failed' ? 'error' : status === 'completed' ? 'success' : 'none'}
        validationMessage={[t(`mailUsers.backup.status.${status}`), status !== 'waiting' && counts, left]
          .filter(Boolean)
          .join(' · ')}
        {...(isRunning(backup) && {
          hint: t('mailUsers.backup.count', { processed: number(processed), total: number(total) }),
        })}
      >
        <ProgressBar
          {...(status !== 'waiting' && { value: total === 0 ? Number(status === 'completed') : processed / total })}
          color={status === 'failed' ? 'error' : status === 'completed' ? 'success' : 'brand'}
        />
      </Field>
      {problem && (
        <Text size={200}>{t(`problem.${problem in PROBLEM_STATUS ? (problem as ProblemCode) : 'unexpected'}`)}</Text>
      )}
      <Text size={200} style={{ color: tokens.colorNeutralForeground2 }}>
        {t('mailUsers.backup.byAt', {
          by: requestedBy ?? t('records.deletedUser'),
          at: moment(finishedAt ?? createdAt),
        })}
      </Text>
    </>
  );
}
