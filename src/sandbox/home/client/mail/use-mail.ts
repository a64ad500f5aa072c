import { useCallback, useEffect, useState } from 'react';
import { fetchMail, type MailSummary, markRead } from '../api.ts';

const interval = 1500;

/** The messages of one mailbox, kept up to date. */
export interface Mail {
  /** Newest first; `undefined` until they are there. */
  readonly messages: readonly MailSummary[] | undefined;
  readonly unread: number;
  markRead(id: string): void;
}

/** Reads a mailbox now and again and again, for mail comes whenever it likes. */
export function useMail(mailbox: string): Mail {
  const [messages, setMessages] = useState<readonly MailSummary[]>();

  useEffect(() => {
    const controller = new AbortController();
    let timer = 0;
    setMessages(undefined);
    async function refresh(): Promise<void> {
      // A sandbox that is being restarted answers again at the next attempt.
      const found = await fetchMail(mailbox, controller.signal).catch(() => undefined);
      if (controller.signal.aborted) return;
      if (found) setMessages((known) => (sameMail(known, found) ? known : found));
      timer = window.setTimeout(refresh, interval);
    }
    void refresh();
    return () => {
      controller.abort();
      window.clearTimeout(timer);
    };
  }, [mailbox]);

  const read = useCallback((id: string): void => {
    setMessages((known) => known?.map((message) => (message.id === id ? { ...message, isRead: true } : message)));
    void markRead(id);
  }, []);
  return { messages, unread: messages?.filter(({ isRead }) => !isRead).length ?? 0, markRead: read };
}

function sameMail(known: readonly MailSummary[] | undefined, found: readonly MailSummary[]): boolean {
  return (
    known?.length === found.length &&
    found.every(({ id, isRead }, index) => known[index]?.id === id && known[index].isRead === isRead)
  );
}
