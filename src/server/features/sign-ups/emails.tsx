import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';
import { issueLink } from './mail-link.ts';

interface SignUpMail {
  wish: string;
  fullName: string;
  loginId: string;
  siteName: string;
  requestUid: string;
  /** There is an account with this login ID: its owner signs in instead. */
  isKnown: boolean;
}

/** Proves that mail to an address arrives before it becomes a login ID; says so where it is one already. */
export const signUpEmail = defineEmail<SignUpMail, SignUpMail & { link: string }>({
  kind: 'sign-up',
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
