import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Facts, Paragraph } from '../../emails/layout.tsx';
import { type FinishedBackup, findFinished } from './find-finished.ts';

interface BackupFinished {
  organizationId: string;
  backupId: string;
  /** Of whoever asked for it. */
  fullName: string;
}

/** MAIL-4: whoever asked for a backup hears how it ended. Whose mailbox it was is looked up when the mail goes out. */
export const backupFinishedEmail = defineEmail<BackupFinished, FinishedBackup & BackupFinished>({
  kind: 'mail-backup-finished',
  async prepare(services, data) {
    const backup = await findFinished(services, data.organizationId, data.backupId);
    return backup && { ...data, ...backup };
  },
  subject: ({ data, t }) => t(`email.backupFinished.${data.outcome}.subject`, { name: data.memberName }),
  preview: ({ data, t }) => t('email.backupFinished.preview', { count: data.kept }),
  Body({ data, t, publicUrl }) {
    const { outcome, memberName, address, fullName, total, kept, skipped, left, problem } = data;
    return (
      <>
        <Paragraph>{t('email.hello', { name: fullName })}</Paragraph>
        <Paragraph>{t(`email.backupFinished.${outcome}.lead`, { name: memberName, address })}</Paragraph>
        {problem && <Paragraph>{t(`problem.${problem}`)}</Paragraph>}
        <Facts
          t={t}
          rows={[
            [t('email.backupFinished.total'), String(total)],
            [t('email.backupFinished.kept'), String(kept)],
            [t('email.backupFinished.skipped'), skipped > 0 ? String(skipped) : null],
            [t('email.backupFinished.left'), left > 0 ? String(left) : null],
          ]}
        />
        <Paragraph>{t(`email.backupFinished.${outcome}.meaning`)}</Paragraph>
        <ActionButton href={`${publicUrl}/setup/mail-users`}>{t('email.backupFinished.button')}</ActionButton>
      </>
    );
  },
});
