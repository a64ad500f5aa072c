import type { MailItem, OfficeEvent, OfficeSurroundings } from '../protocol.ts';

type Handler = (event: object) => void;
type Callback = (result: { status: 'succeeded' }) => void;

/** `Office.context.mailbox`, with `hear` for what the host tells. */
export function mailbox({ user, item }: Pick<OfficeSurroundings, 'user' | 'item'>) {
  const handlers = new Map<string, Set<Handler>>();
  const of = (type: string): Set<Handler> => {
    const known = handlers.get(type) ?? new Set();
    handlers.set(type, known);
    return known;
  };
  const box = {
    userProfile: { ...user, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    item: item && readItem(item),
    addHandlerAsync(type: string, handler: Handler, done: Callback = () => undefined) {
      of(type).add(handler);
      done({ status: 'succeeded' });
    },
    /** Takes all handlers of a kind away, as the real one does. */
    removeHandlerAsync(type: string, done: Callback = () => undefined) {
      of(type).clear();
      done({ status: 'succeeded' });
    },
    hear(event: OfficeEvent) {
      if (event.name === 'itemChanged') box.item = event.item && readItem(event.item);
      const [type, argument] =
        event.name === 'itemChanged'
          ? ['olkItemSelectedChanged', { initialData: null }]
          : ['officeThemeChanged', { officeTheme: event.officeTheme }];
      for (const handler of of(type)) handler({ type, ...argument });
    },
  };
  return box;
}

/** A message in read mode. */
function readItem({ receivedDateTime, ...item }: MailItem) {
  return { ...item, itemType: 'message', dateTimeCreated: new Date(receivedDateTime) };
}
