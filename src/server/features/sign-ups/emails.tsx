import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';
import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { signUpModel } from './model.ts';

export interface SignUpMail {
  wish: string;
  fullName: string;
  loginId: string;
  siteName: string;
  requestUid: string;
  /** Whether there is an account with this login ID already; its owner signs in instead. */
  isKnown: boolean;
}

/** ACC-6: the link that proves an address before it becomes a login ID; where it is one already, how to sign in. */
export const signUpEmail = defineEmail<SignUpMail, SignUpMail & { link: string }>({
  kind: 'sign-up',
  isSecurity: true,
  async prepare(services, mail) {
    if (mail.isKnown) return { ...mail, link: `${services.publicUrl}/authorize/${mail.requestUid}` };
    const link = await issueLink(services, mail.wish);
    return link === null ? null : { ...mail, link };
  },
  subject: ({ data, t }) => t(data.isKnown ? 'email.signUp.knownSubject' : 'email.signUp.subject'),
  preview: ({ data: { siteName: site }, t }) => t('email.signUp.lead', { site }),
  Body({ data: { fullName: name, loginId, siteName: site, isKnown, link }, t }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.signUp.lead', { site })}</Paragraph>
        <Paragraph>{t(isKnown ? 'email.signUp.known' : 'email.signUp.meaning', { loginId })}</Paragraph>
        <ActionButton href={link}>{t(isKnown ? 'email.signUp.signIn' : 'email.signUp.button')}</ActionButton>
        {!isKnown && <Paragraph>{t('email.signUp.expires')}</Paragraph>}
        <Small>{t('email.signUp.notYou')}</Small>
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
  const { matchedCount } = await signUpModel(services.db).updateOne(
    { wish, status: 'open', expiresAt: { $gt: services.clock.now() } },
    { $push: { links: hashToken(token) } },
  );
  return matchedCount === 1 ? `${services.publicUrl}/sign-up/${token}` : null;
}
