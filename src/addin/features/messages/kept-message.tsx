import { Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons/svg/attach';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Correspondent } from '../../../server/features/messages/schemas.ts';
import type { TimelineEntry } from '../../../server/features/records/schemas.ts';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useFormat } from '../../i18n/use-format.ts';

const MessagePanel = lazyWithTexts(() => import('./message-panel.tsx'), 'messages');

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'start', gap: '6px' },
  icon: { fontSize: '16px', lineHeight: 0, paddingTop: '3px', flexShrink: 0 },
  subject: { textAlign: 'start', fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** MAIL-4, REC-4: a message in a record's timeline; it opens beside it. */
export function KeptMessage({ message }: { message: Extract<TimelineEntry, { kind: 'message' }> }) {
  const styles = useStyles();
  const { t } = useTranslation('messages');
  const { moment } = useFormat();
  const [isOpen, setOpen] = useState(false);
  const { id, subject, from, to, preview, attachments, at } = message;
  return (
    <>
      <span className={styles.head}>
        <MailRegular className={styles.icon} aria-hidden />
        <Link as="button" className={styles.subject} onClick={() => setOpen(true)}>
          {subject || t('message.noSubject')}
        </Link>
      </span>
      <Text size={200}>{t('message.fromTo', { from: namesOf(from), to: namesOf(to) })}</Text>
      {preview && (
        <Text size={200} className={styles.quiet}>
          {preview}
        </Text>
      )}
      <Text size={200} className={styles.quiet}>
        {at === null ? t('message.undated') : moment(at)}
        {attachments > 0 && (
          <>
            {' · '}
            <AttachRegular aria-hidden /> {t('message.attachmentCount', { count: attachments })}
          </>
        )}
      </Text>
      {isOpen && (
        <Suspense>
          <MessagePanel id={id} subject={subject || t('message.noSubject')} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function namesOf(people: readonly Correspondent[]): string {
  return people.map(({ name, address }) => name || address).join(', ');
}
