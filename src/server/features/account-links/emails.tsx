import { defineEmail } from '../../emails/define-email.ts';
import { formatMoment } from '../../emails/format.ts';
import { ActionButton, Facts, Paragraph, Small } from '../../emails/layout.tsx';

interface AccountLinked {
  fullName: string;
  loginId: string;
  /** ISO 8601. */
  linkedAt: string;
  address: string | null;
  /** Whether the password still opens the account as well (INV-7), or only Microsoft does (INV-6). */
  opensWithPassword: boolean;
}

/** INV-6, INV-7: a Microsoft identity was linked to the account, and its other access has ended. */
export const accountLinkedEmail = defineEmail<AccountLinked>({
  kind: 'account-linked',
  isSecurity: true,
  subject: ({ t }) => t('email.accountLinked.subject'),
  preview: ({ t }) => t('email.accountLinked.preview'),
  Body({ data: { fullName: name, loginId, linkedAt, address, opensWithPassword }, t, language, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.accountLinked.lead')}</Paragraph>
        <Facts
          t={t}
          rows={[
            [t('email.accountLinked.loginId'), loginId],
            [t('email.accountLinked.when'), formatMoment(linkedAt, language)],
            [t('email.accountLinked.address'), address],
          ]}
        />
        <Paragraph>
          {t(opensWithPassword ? 'email.accountLinked.password' : 'email.accountLinked.noPassword')}
        </Paragraph>
        <Paragraph>{t('email.accountLinked.ended')}</Paragraph>
        <ActionButton href={`${publicUrl}/account/security`}>{t('email.accountLinked.button')}</ActionButton>
        <Small>{t('email.accountLinked.notYou')}</Small>
      </>
    );
  },
});

interface LoginIdFreed {
  fullName: string;
  loginId: string;
  organization: string;
  /** ISO 8601. */
  freedAt: string;
}

/** INV-6: an administrator of the tenant freed the login ID, so the account that had it can no longer be opened. */
export const loginIdFreedEmail = defineEmail<LoginIdFreed>({
  kind: 'login-id-freed',
  isSecurity: true,
  subject: ({ t }) => t('email.loginIdFreed.subject'),
  preview: ({ t }) => t('email.loginIdFreed.preview'),
  Body({ data: { fullName: name, loginId, organization, freedAt }, t, language, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.loginIdFreed.lead', { organization })}</Paragraph>
        <Facts
          t={t}
          rows={[
            [t('email.loginIdFreed.loginId'), loginId],
            [t('email.loginIdFreed.when'), formatMoment(freedAt, language)],
          ]}
        />
        <Paragraph>{t('email.loginIdFreed.microsoft')}</Paragraph>
        <ActionButton href={publicUrl}>{t('email.loginIdFreed.button')}</ActionButton>
        <Small>{t('email.loginIdFreed.notYou', { organization })}</Small>
      </>
    );
  },
});
