import type { OfficeEvent, OfficeSurroundings } from '../protocol.ts';
import { messageParent, openDialog } from './dialog.ts';
import { HostLine } from './host-line.ts';
import { mailbox } from './mailbox.ts';

/**
 * As much of Office.js (https://learn.microsoft.com/javascript/api/office) as a mail add-in asks for. Its host is the
 * page that this script was loaded from; like the real one it keeps `_host_Info` in the session storage, and leaves
 * nothing of `history.pushState` and `history.replaceState`.
 */
const source = document.currentScript;
if (!(source instanceof HTMLScriptElement)) throw new TypeError('Office.js is loaded by a script element');
const line = new HostLine(window.parent, new URL(source.src).origin);

const KEPT = 'hostInfoValue';
const hostInfo = new URLSearchParams(location.search).get('_host_Info') ?? sessionStorage.getItem(KEPT);
if (hostInfo) sessionStorage.setItem(KEPT, hostInfo);
const isDialog = hostInfo?.includes('isDialog') ?? false;
const info = hostInfo ? { host: 'Outlook', platform: 'OfficeOnline' } : { host: null, platform: null };

const context = {
  displayLanguage: navigator.language,
  officeTheme: {},
  mailbox: undefined as ReturnType<typeof mailbox> | undefined,
  requirements: { isSetSupported: (name: string) => name === 'Mailbox' && !isDialog },
  ui: { displayDialogAsync: openDialog, messageParent },
};

async function initialize(): Promise<typeof info> {
  if (!hostInfo || isDialog) return info;
  const surroundings = (await line.call('initialize')) as OfficeSurroundings;
  const box = mailbox(surroundings);
  Object.assign(context, { ...surroundings, mailbox: box, user: undefined, item: undefined });
  line.onEvent((event: OfficeEvent) => {
    if (event.name === 'themeChanged') context.officeTheme = event.officeTheme;
    box.hear(event);
  });
  return info;
}

const ready = initialize();

Object.assign(window, {
  Office: {
    context,
    EventType: { ItemChanged: 'olkItemSelectedChanged', OfficeThemeChanged: 'officeThemeChanged' },
    AsyncResultStatus: { Succeeded: 'succeeded', Failed: 'failed' },
    MailboxEnums: { ItemType: { Message: 'message', Appointment: 'appointment' } },
    onReady: (listener?: (found: typeof info) => void) => {
      if (listener) void ready.then(listener);
      return ready;
    },
    auth: { getAccessToken: () => line.call('getAccessToken') },
  },
});
Object.assign(history, { pushState: null, replaceState: null });
