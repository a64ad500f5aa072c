import { issueLink, type Sending } from '../../core/invitations/mail-link.ts';
import { invitationModel } from '../../core/invitations/model.ts';
import * as organizations from '../../core/organizations/service.ts';
import { defineEmail } from '../../emails/define-email.ts';
import { formatDay } from '../../emails/format.ts';
import { ActionButton, Paragraph, Small } from '../../emails/layout.tsx';
import type { Services } from '../../platform/services.ts';

/** What the mail of an invitation says. */
interface InvitationMail {
  kind: 'microsoft' | 'email';
  fullName: string;
  loginId: string;
  organization: string;
  timeZone: string;
  invitedBy: string;
  inviterLoginId: string;
  expiresAt: Date;
}

/** INV-1, INV-2: who invites, what joining means, until when, and the link. */
export const invitationEmail = defineEmail<Sending, InvitationMail & { link: string }>({
  kind: 'invitation',
  async prepare(services, sending) {
    const mail = await loadMail(services, sending.invitationId);
    const link = mail && (await issueLink(services, sending));
    return link ? { ...mail, link } : null;
  },
  subject: ({ data, t }) =>
    t('email.invitation.subject', { invitedBy: data.invitedBy, organization: data.organization }),
  preview: ({ data, t, language }) =>
    t('email.invitation.preview', { date: formatDay(data.expiresAt, language, data.timeZone) }),
  Body({ data, t, language }) {
    const { fullName: name, organization, invitedBy, inviterLoginId, loginId } = data;
    const date = formatDay(data.expiresAt, language, data.timeZone);
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.invitation.lead', { invitedBy, inviterLoginId, organization })}</Paragraph>
        <Paragraph>{t('email.invitation.meaning', { organization })}</Paragraph>
        <ActionButton href={data.link}>{t('email.invitation.button')}</ActionButton>
        <Paragraph>{t('email.invitation.loginId', { loginId })}</Paragraph>
        {data.kind === 'microsoft' && <Paragraph>{t('email.invitation.launcher')}</Paragraph>}
        <Small>{t('email.invitation.expires', { date })}</Small>
      </>
    );
  },
});

/** What an invitation's mail says now; null when the invitation is gone. */
async function loadMail(services: Services, invitationId: string): Promise<InvitationMail | null> {
  const row = await invitationModel(services.db).findById(invitationId).lean();
  const organization = row && (await organizations.find(services, row.organizationId));
  if (!organization) return null;
  return {
    kind: row.kind,
    fullName: row.fullName,
    loginId: row.loginId,
    organization: organization.name,
    timeZone: organization.timeZone,
    invitedBy: row.invitedBy.fullName,
    inviterLoginId: row.invitedBy.loginId,
    expiresAt: row.expiresAt,
  };
}
