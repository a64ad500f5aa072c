import { defineEmail } from '../../emails/define-email.ts';
import { formatMoment } from '../../emails/format.ts';
import { ActionButton, Facts, Paragraph, Small } from '../../emails/layout.tsx';

interface PasswordChanged {
  fullName: string;
  loginId: string;
  /** ISO 8601. */
  changedAt: string;
  address: string | null;
}

/** ACC-2, ACC-3: the password was changed; if by somebody else, the link to set another one. */
export const passwordChangedEmail = defineEmail<PasswordChanged>({
  kind: 'password-changed',
  isSecurity: true,
  subject: ({ t }) => t('email.passwordChanged.subject'),
  preview: ({ t }) => t('email.passwordChanged.preview'),
  Body({ data: { fullName: name, loginId, changedAt, address }, t, language, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.passwordChanged.lead')}</Paragraph>
        <Facts
          t={t}
          rows={[
            [t('email.passwordChanged.loginId'), loginId],
            [t('email.passwordChanged.when'), formatMoment(changedAt, language)],
            [t('email.passwordChanged.address'), address],
          ]}
        />
        <Paragraph>{t('email.passwordChanged.notYou')}</Paragraph>
        <ActionButton href={`${publicUrl}/forgot-password`}>{t('email.passwordChanged.button')}</ActionButton>
        <Small>{t('email.passwordChanged.ok')}</Small>
      </>
    );
  },
});
