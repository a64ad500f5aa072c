import { defineEmail } from '../../emails/define-email.ts';
import { formatMoment } from '../../emails/format.ts';
import { Facts, Paragraph, Small } from '../../emails/layout.tsx';

interface AccountClosed {
  fullName: string;
  loginId: string;
  /** ISO 8601. */
  closedAt: string;
}

/** ACC-8: the account is closed. The outbox deletes this mail after sending it, because nothing may name the person. */
export const accountClosedEmail = defineEmail<AccountClosed>({
  kind: 'account-closed',
  isSecurity: true,
  leavesNoTrace: true,
  subject: ({ t }) => t('email.accountClosed.subject'),
  preview: ({ t }) => t('email.accountClosed.preview'),
  Body({ data: { fullName: name, loginId, closedAt }, t, language }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.accountClosed.lead')}</Paragraph>
        <Facts
          t={t}
          rows={[
            [t('email.accountClosed.loginId'), loginId],
            [t('email.accountClosed.when'), formatMoment(closedAt, language)],
          ]}
        />
        <Paragraph>{t('email.accountClosed.gone')}</Paragraph>
        <Small>{t('email.accountClosed.notYou')}</Small>
      </>
    );
  },
});
