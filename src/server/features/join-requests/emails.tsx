import { defineEmail, type EmailProps } from '../../emails/define-email.ts';
import { unlinked } from '../../emails/foreign-text.ts';
import { formatDay } from '../../emails/format.ts';
import { ActionButton, Facts, Paragraph, Quote, Small } from '../../emails/layout.tsx';

/** The request, as approvers see it. */
export interface Asking {
  requestId: string;
  organization: string;
  timeZone: string;
  fullName: string;
  loginId: string;
  jobTitle: string | null;
  department: string | null;
  message: string;
  /** ISO 8601. */
  askedAt: string;
}

/** What the person who asked is told. */
interface Answer {
  organization: string;
  timeZone: string;
  fullName: string;
  decidedBy: string;
}

interface Declined extends Answer {
  reason: string;
  /** ISO 8601. */
  mayAskAgainAt: string;
}

/** JOIN-2: to every approver, with one link; opening it decides nothing (JOIN-3). */
export const joinRequestEmail = defineEmail<Asking>({
  kind: 'join-request',
  subject: ({ data, t }) => t('email.joinRequest.subject', { name: data.fullName, organization: data.organization }),
  preview: ({ data, t }) => t('email.joinRequest.preview', { loginId: data.loginId }),
  Body: (props) => (
    <>
      <Paragraph>
        {props.t('email.joinRequest.lead', { name: props.data.fullName, organization: props.data.organization })}
      </Paragraph>
      <Review {...props} />
    </>
  ),
});

/** JOIN-7: once, when nobody has answered for three days. */
export const reminderEmail = defineEmail<Asking>({
  kind: 'join-request-reminder',
  subject: ({ data, t }) =>
    t('email.joinRequestReminder.subject', { name: data.fullName, organization: data.organization }),
  preview: ({ data, t }) => t('email.joinRequest.preview', { loginId: data.loginId }),
  Body(props) {
    const { data, t, language } = props;
    const date = formatDay(data.askedAt, language, data.timeZone);
    const { fullName: name, organization } = data;
    return (
      <>
        <Paragraph>{t('email.joinRequestReminder.lead', { name, date, organization })}</Paragraph>
        <Review {...props} />
      </>
    );
  },
});

/** JOIN-5: to the person who asked. */
export const approvedEmail = defineEmail<Answer>({
  kind: 'join-request-approved',
  subject: ({ data, t }) => t('email.approved.subject', { organization: data.organization }),
  preview: ({ t }) => t('email.approved.preview'),
  Body({ data: { fullName: name, organization, decidedBy }, t, publicUrl }) {
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.approved.lead', { decidedBy, organization })}</Paragraph>
        <ActionButton href={publicUrl}>{t('email.approved.button')}</ActionButton>
      </>
    );
  },
});

/** JOIN-8: to the person who asked. */
export const declinedEmail = defineEmail<Declined>({
  kind: 'join-request-declined',
  subject: ({ data, t }) => t('email.declined.subject', { organization: data.organization }),
  preview: ({ data, t, language }) => t('email.declined.preview', { date: againFrom(data, language) }),
  Body({ data, t, language }) {
    const { fullName: name, organization, decidedBy, reason } = data;
    return (
      <>
        <Paragraph>{t('email.hello', { name })}</Paragraph>
        <Paragraph>{t('email.declined.lead', { decidedBy, organization })}</Paragraph>
        {reason !== '' && (
          <>
            <Paragraph>{t('email.declined.reason')}</Paragraph>
            <Quote>{reason}</Quote>
          </>
        )}
        <Small>{t('email.declined.again', { date: againFrom(data, language) })}</Small>
      </>
    );
  },
});

function againFrom({ mayAskAgainAt, timeZone }: Declined, language: EmailProps<Declined>['language']): string {
  return formatDay(mayAskAgainAt, language, timeZone);
}

/** Who asks, what they wrote, and where to answer. */
function Review({ data, t, publicUrl }: EmailProps<Asking>) {
  return (
    <>
      <Facts
        t={t}
        rows={[
          [t('email.joinRequest.loginId'), data.loginId],
          [t('email.joinRequest.jobTitle'), data.jobTitle && unlinked(data.jobTitle)],
          [t('email.joinRequest.department'), data.department && unlinked(data.department)],
        ]}
      />
      {data.message !== '' && <Quote>{data.message}</Quote>}
      <ActionButton href={`${publicUrl}/join-requests/${data.requestId}`}>{t('email.joinRequest.button')}</ActionButton>
      <Small>{t('email.joinRequest.why', { organization: data.organization })}</Small>
    </>
  );
}
