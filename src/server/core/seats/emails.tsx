import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';

interface SeatsExhausted {
  organization: string;
  /** The person who could not join. */
  fullName: string;
  loginId: string;
}

/** INV-10: tells approvers that an invitation could not be accepted. */
export const seatsExhaustedEmail = defineEmail<SeatsExhausted>({
  kind: 'seats-exhausted',
  subject: ({ data, t }) => t('email.seatsExhausted.subject', { organization: data.organization }),
  preview: ({ data, t }) => t('email.seatsExhausted.preview', { name: data.fullName }),
  Body({ data: { organization, fullName: name, loginId }, t, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.seatsExhausted.lead', { name, loginId, organization })}</Paragraph>
        <Paragraph>{t('email.seatsExhausted.todo', { name })}</Paragraph>
        <ActionButton href={`${publicUrl}/subscription`}>{t('email.seatsExhausted.button')}</ActionButton>
        <Small>{t('email.seatsExhausted.once')}</Small>
      </>
    );
  },
});
