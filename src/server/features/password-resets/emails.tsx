import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';
import { issueLink } from './mail-link.ts';

interface ResetMail {
  wish: string;
  fullName: string;
  loginId: string;
  /** An account that opens with Microsoft alone has no password that could be forgotten. */
  hasPassword: boolean;
}

/** ACC-3: the one-time link, or, for those who have no password, how they sign in. */
export const passwordResetEmail = defineEmail<ResetMail, ResetMail & { link: string }>({
  kind: 'password-reset',
  async prepare(services, mail) {
    if (!mail.hasPassword) return { ...mail, link: services.publicUrl };
    const link = await issueLink(services, mail.wish);
    return link === null ? null : { ...mail, link };
  },
  subject: ({ t }) => t('email.passwordReset.subject'),
  preview: ({ data, t }) => t(data.hasPassword ? 'email.passwordReset.preview' : 'email.passwordReset.noPassword'),
  Body({ data: { fullName: name, loginId, hasPassword, link }, t }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.passwordReset.lead', { loginId })}</Paragraph>
        <Paragraph>{t(hasPassword ? 'email.passwordReset.meaning' : 'email.passwordReset.noPassword')}</Paragraph>
        <ActionButton href={link}>
          {t(hasPassword ? 'email.passwordReset.button' : 'email.passwordReset.open')}
        </ActionButton>
        {hasPassword && <Paragraph>{t('email.passwordReset.expires')}</Paragraph>}
        <Small>{t('email.passwordReset.notYou')}</Small>
      </>
    );
  },
});
