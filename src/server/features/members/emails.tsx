import { defineEmail } from '../../emails/define-email.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';

/** The data of a mail about a member's own status. */
interface Change {
  organization: string;
  fullName: string;
  /** Who did it. */
  by: string;
}

/** MEM-1. */
export const deactivatedEmail = defineEmail<Change>({
  kind: 'member-deactivated',
  subject: ({ data, t }) => t('email.deactivated.subject', { organization: data.organization }),
  preview: ({ t }) => t('email.deactivated.preview'),
  Body({ data: { fullName: name, organization, by }, t }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.deactivated.lead', { by, organization })}</Paragraph>
        <Paragraph>{t('email.deactivated.meaning')}</Paragraph>
        <Small>{t('email.deactivated.todo', { by })}</Small>
      </>
    );
  },
});

/** MEM-7. */
export const reactivatedEmail = defineEmail<Change>({
  kind: 'member-reactivated',
  subject: ({ data, t }) => t('email.reactivated.subject', { organization: data.organization }),
  preview: ({ t }) => t('email.reactivated.preview'),
  Body({ data: { fullName: name, organization, by }, t, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.reactivated.lead', { by, organization })}</Paragraph>
        <ActionButton href={publicUrl}>{t('email.reactivated.button')}</ActionButton>
        <Small>{t('email.reactivated.again')}</Small>
      </>
    );
  },
});
