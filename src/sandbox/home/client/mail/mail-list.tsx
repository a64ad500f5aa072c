import type { MailSummary } from '../api.ts';
import type { Common } from '../app.tsx';
import { Avatar } from '../people/avatar.tsx';
import { addressOf, go, type Locale, type Place } from '../place.ts';
import { followWith } from '../shell/follow.ts';

interface MailListProps extends Common {
  readonly messages: readonly MailSummary[];
  readonly open: string | undefined;
}

/** The lines of an inbox, newest first; each is a link to its message. */
export function MailList({ messages, open, place, t }: MailListProps) {
  return (
    <ul className="mail-list">
      {messages.map(({ id, subject, from, preview, isRead, receivedDateTime }) => (
        <li key={id}>
          <a
            href={addressOf({ ...place, ...opening(place, id) })}
            onClick={followWith(() => go(opening(place, id)))}
            className={isRead ? 'mail-line' : 'mail-line mail-unread'}
            aria-current={id === open ? 'true' : undefined}
          >
            <Avatar name={nameOf(from)} />
            <span className="mail-line-text">
              <span className="mail-line-from">
                {!isRead && <span className="unseen">{t('unreadMark')} </span>}
                <span>{nameOf(from)}</span>
                <time className="dim" dateTime={receivedDateTime}>
                  {shortTime(receivedDateTime, place.locale)}
                </time>
              </span>
              <span className="mail-line-subject">{subject}</span>
              <span className="mail-line-preview dim">{preview}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Another message closes the task pane, unless it is pinned. */
function opening({ pane }: Place, message: string): Partial<Place> {
  return { message, pane: pane === 'pinned' ? pane : null };
}

/** The name of somebody, or the address where there is none. */
export function nameOf({ name, address }: MailSummary['from']): string {
  return name || address;
}

/** The time of today, the date of other days. */
function shortTime(iso: string, locale: Locale): string {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString()
    ? date.toLocaleTimeString(locale, { timeStyle: 'short' })
    : date.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}
