import { Button, Spinner, Text } from '@fluentui/react-components';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mailbox } from '../../../server/features/mailboxes/schemas.ts';
import { isProblem } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { Notice } from '../../components/notice.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useProblemText } from '../../components/use-problem-text.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useSession } from '../../session/session-context.ts';
import { InactiveExtension } from '../extensions/inactive-extension.tsx';
import {
  bodyOf,
  draftOf,
  fieldOfProblem,
  type MailboxField,
  needsPassword,
  withLock,
  withProvider,
} from './mailbox-draft.ts';
import { MailboxFields } from './mailbox-fields.tsx';
import { useMailbox, useProviders, useSaveMailbox } from './use-mailbox.ts';

/** The reader's mailbox, to be set up and changed; a part of their account. */
export function MailboxSection() {
  const { t } = useTranslation('mailboxes');
  const isActive = useSession().extensions.includes('mail');
  return (
    <Section title={t('mailbox.title')}>
      <Text>{t('mailbox.lead')}</Text>
      {isActive ? <OwnMailbox /> : <InactiveExtension extension="mail" />}
    </Section>
  );
}

function OwnMailbox() {
  const { data: mailbox, error, refetch } = useMailbox();
  if (mailbox) return <MailboxForm mailbox={mailbox} />;
  if (error) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  return <RowsPlaceholder count={5} />;
}

/** MAIL-1, MAIL-5: what can't be changed while it is locked says so; what failed is said beside its field. */
function MailboxForm({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation('mailboxes');
  const { moment } = useFormat();
  const notify = useNotify();
  const textOf = useProblemText();
  const save = useSaveMailbox();
  const lockReasonId = useId();
  const [changed, setDraft] = useState(() => draftOf(mailbox));
  const draft = withLock(changed, mailbox);
  /** Whether the server was filled in for the address, and not by hand. */
  const [isSuggested, setSuggested] = useState(!mailbox.configured);
  const providers = useProviders(draft.address);
  useEffect(() => {
    if (isSuggested && providers) setDraft((before) => withProvider(before, providers));
  }, [isSuggested, providers]);

  const isPasswordNeeded = needsPassword(draft, mailbox);
  const isComplete =
    [draft.address, draft.host, draft.port, draft.userName].every((text) => text.trim() !== '') &&
    (draft.password !== '' || !isPasswordNeeded);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(bodyOf(draft), {
      onSuccess: (saved) => {
        setDraft(draftOf(saved));
        notify.done(t('mailbox.saved'));
      },
    });
  };
  const problemField = isProblem(save.error) ? fieldOfProblem(save.error.code) : undefined;
  const messageOf = (field: MailboxField) => {
    if (problemField === field) return textOf(save.error);
    if (!isProblem(save.error, 'validation_failed')) return undefined;
    return save.error.errors.find((each) => each.field === field)?.message || undefined;
  };
  return (
    <Form onSubmit={submit}>
      {mailbox.frozen && <Notice intent="warning">{t('mailbox.frozen')}</Notice>}
      {mailbox.locked && (
        <div id={lockReasonId}>
          <Notice intent="info">{t('mailbox.locked')}</Notice>
        </div>
      )}
      <MailboxFields
        draft={draft}
        lockReasonId={mailbox.locked ? lockReasonId : null}
        isPasswordNeeded={isPasswordNeeded}
        messageOf={messageOf}
        onChange={(after) => {
          if (after.host !== draft.host || after.port !== draft.port || after.userName !== draft.userName) {
            setSuggested(false);
          }
          if (save.error) save.reset();
          setDraft(after);
        }}
      />
      {!problemField && <ProblemMessage error={save.error} />}
      <Actions>
        <Button type="submit" appearance="primary" disabled={!isComplete} disabledFocusable={save.isPending}>
          {save.isPending ? <Spinner size="tiny" label={t('mailbox.trying')} /> : t('mailbox.save')}
        </Button>
      </Actions>
      {mailbox.savedAt && <span>{t('mailbox.savedAt', { at: moment(mailbox.savedAt) })}</span>}
    </Form>
  );
}
