import { Field, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../../server/features/mail-backups/schemas.ts';
import { PROBLEM_STATUS, type ProblemCode } from '../../../server/platform/problem-codes.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { isRunning } from './use-mail-users.ts';

const LOOKS = {
  completed: { validationState: 'success', color: 'success' },
  incomplete: { validationState: 'warning', color: 'warning' },
  failed: { validationState: 'error', color: 'error' },
  waiting: { validationState: 'none', color: 'brand' },
  running: { validationState: 'none', color: 'brand' },
} as const;

/** MAIL-4: how far a backup is, or how it ended, and what became of the messages that the server said there are. */
export function BackupProgress({ backup }: { backup: Backup }) {
  const { t } = useTranslation(['mail-backups', 'problems']);
  const { moment, number } = useFormat();
  const { kind, status, total, processed, problem, requestedBy, createdAt, finishedAt } = backup;
  const outcome = problem === 'backup_incomplete' ? 'incomplete' : status;
  const { validationState, color } = LOOKS[outcome];
  return (
    <>
      <Field
        label={t(`mailUsers.backup.kind.${kind}`)}
        validationState={validationState}
        validationMessage={[t(`mailUsers.backup.status.${outcome}`), ...useCounts(backup)].join(' · ')}
        {...(isRunning(backup) && {
          hint: t('mailUsers.backup.count', { processed: number(processed), total: number(total) }),
        })}
      >
        <ProgressBar
          {...(status !== 'waiting' && { value: total === 0 ? Number(status === 'completed') : processed / total })}
          color={color}
        />
      </Field>
      {backup.stuck && <Text size={200}>{t('common.takingLonger')}</Text>}
      {problem && (
        <Text size={200}>
          {problem in PROBLEM_STATUS ? t(`problems:${problem as ProblemCode}`) : t('problem.unexpected')}
        </Text>
      )}
      <Text size={200} style={{ color: tokens.colorNeutralForeground2 }}>
        {t('common.byAt', {
          by: requestedBy ?? t('person.deleted'),
          at: moment(finishedAt ?? createdAt),
        })}
      </Text>
    </>
  );
}

/** What became of the messages; how many are left is known once it has ended. */
function useCounts(backup: Backup): string[] {
  const { t } = useTranslation('mail-backups');
  const { status, total, kept, alreadyKept, notInvolved, skipped, left } = backup;
  if (status === 'waiting') return [];
  const counts = [
    ['alreadyKept', alreadyKept],
    ['notInvolved', notInvolved],
    ['skipped', skipped],
    ['left', isRunning(backup) ? 0 : left],
    ['total', isRunning(backup) ? 0 : total],
  ] as const;
  return [
    t('mailUsers.backup.kept', { count: kept }),
    ...counts.flatMap(([name, count]) => (count > 0 ? [t(`mailUsers.backup.${name}`, { count })] : [])),
  ];
}
