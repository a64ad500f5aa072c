import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { passwordResetModel } from './model.ts';

interface ResetMail {
  wish: string;
  fullName: string;
  loginId: string;
  /** False for an account that only a Microsoft identity opens. */
  hasPassword: boolean;
}

/** ACC-3: the one-time link or, for an account without a password, how to sign in. */
export const passwordResetEmail = defineEmail<ResetMail, ResetMail & { link: string }>({
  kind: 'password-reset',
  isSecurity: true,
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

/**
 * Makes the secret of a link when its mail is sent, so that only the mail has it; the database keeps its hash. A mail that
 * is tried again gets another secret, and both work.
 * @returns null when the mail is obsolete.
 */
async function issueLink(services: Services, wish: string): Promise<string | null> {
  const token = randomToken();
  const { matchedCount } = await passwordResetModel(services.db).updateOne(
    { wish, status: 'open', expiresAt: { $gt: services.clock.now() } },
    { $push: { links: hashToken(token) } },
  );
  return matchedCount === 1 ? `${services.publicUrl}/reset-password/${token}` : null;
}
