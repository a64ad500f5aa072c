import { ArrowLeft20Regular } from '@fluentui/react-icons/headless/svg/arrow-left';
import { MailInbox24Regular } from '@fluentui/react-icons/headless/svg/mail-inbox';
import { useEffect, useRef, useState } from 'react';
import type { HomeWorld, MailSummary, PersonView } from '../api.ts';
import type { Common } from '../app.tsx';
import { Avatar } from '../people/avatar.tsx';
import { go } from '../place.ts';
import { MailList, nameOf } from './mail-list.tsx';
import { OutlookPane } from './outlook-pane.tsx';
import type { Mail } from './use-mail.ts';

interface MailboxProps extends Common {
  readonly mail: Mail;
  /** What a task pane needs; nobody outside Microsoft 365 has one. */
  readonly outlook?: { readonly app: HomeWorld['app']; readonly me: PersonView };
}

/** An inbox: the list, and beside it (or, where there is no room, instead of it) the message that is open. */
export function Mailbox({ mail, outlook, ...common }: MailboxProps) {
  const { place, t } = common;
  const { messages } = mail;
  const open = messages?.find(({ id }) => id === place.message);
  const unreadId = open && !open.isRead ? open.id : undefined;
  useEffect(() => {
    if (unreadId) mail.markRead(unreadId);
  }, [unreadId, mail.markRead]);

  const hasPane = outlook && place.pane && (open || place.pane === 'pinned');
  return (
    <main className={['mailbox', open && 'mailbox-open', hasPane && 'mailbox-pane'].filter(Boolean).join(' ')}>
      <section className="mail-folder" aria-labelledby="inbox-title">
        <h1 id="inbox-title">{t('inbox')}</h1>
        {messages?.length === 0 && <p className="mail-empty">{t('emptyInbox')}</p>}
        {messages && messages.length > 0 && <MailList {...common} messages={messages} open={open?.id} />}
        <Announcement {...common} messages={messages} />
      </section>
      {open ? (
        <Message {...common} message={open} app={outlook?.app} />
      ) : (
        <div className="mail-nothing">
          <MailInbox24Regular />
          <p>{t('chooseMessage')}</p>
        </div>
      )}
      {hasPane && <OutlookPane {...common} {...outlook} message={open} />}
    </main>
  );
}

function Message({ message, app, place, t }: Common & { message: MailSummary; app: HomeWorld['app'] | undefined }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another message takes the focus again
  useEffect(() => heading.current?.focus(), [message.id]);
  const received = new Date(message.receivedDateTime).toLocaleString(place.locale, {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return (
    <article className="mail-message" aria-labelledby="message-subject">
      <header>
        <button type="button" className="quiet mail-back" onClick={() => go({ message: null })}>
          <ArrowLeft20Regular /> {t('back')}
        </button>
        <div className="mail-head">
          <h2 id="message-subject" tabIndex={-1} ref={heading}>
            {message.subject}
          </h2>
          {app && !place.pane && (
            <button type="button" className="quiet" onClick={() => go({ pane: 'open' })}>
              <img src="/home/icon.png" alt="" width="20" height="20" /> {app.name[place.locale]}
            </button>
          )}
        </div>
        <div className="mail-sender">
          <Avatar name={nameOf(message.from)} />
          <div>
            <strong>{nameOf(message.from)}</strong> <span className="dim">{`<${message.from.address}>`}</span>
            <br />
            <span className="dim">{t('to', { names: [...message.to, ...message.cc].map(nameOf).join(', ') })}</span>
            <br />
            <time className="dim" dateTime={message.receivedDateTime}>
              {received}
            </time>
          </div>
        </div>
      </header>
      <iframe className="mail-body" title={t('message')} src={`/home/mail/${message.id}`} />
    </article>
  );
}

/** Says to screen readers that a message has come. */
function Announcement({ messages, t }: Common & { messages: readonly MailSummary[] | undefined }) {
  const newest = messages?.[0];
  const known = useRef<string | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    if (known.current !== null && newest && newest.id !== known.current) {
      setText(t('newMail', { subject: newest.subject }));
    }
    if (messages) known.current = newest?.id ?? '';
  }, [messages, newest, t]);
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  );
}
