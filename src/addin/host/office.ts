import { type Host, HostRefusal, type HostTheme } from './host.ts';
import { loadOfficeJs, type OfficeJs, type OfficeTheme } from './office-js.ts';
import { openItemOf } from './open-message.ts';
import { isSignInMessage } from './popup.ts';
import { pickLanguage, systemTheme } from './preferences.ts';
import { signInPath } from './sign-in-path.ts';
import { withinPatience } from './time-limit.ts';

/** The task pane of Outlook, Word, Excel and PowerPoint. */
export async function connectOffice(): Promise<Host> {
  const office = await withinPatience(loadOfficeJs());
  const { displayLanguage, officeTheme, mailbox } = office.context;
  return {
    name: 'office',
    language: pickLanguage([displayLanguage, ...navigator.languages]),
    theme: themeOf(officeTheme),
    startPath: mailbox ? '/mail/message' : null,
    openItem: mailbox ? openItemOf(mailbox) : null,
    onThemeChange: themeChanges(office.context),
    async getToken() {
      try {
        return await office.auth.getAccessToken({ allowSignInPrompt: false, allowConsentPrompt: false });
      } catch (error) {
        throw new HostRefusal('silent', JSON.stringify(error));
      }
    },
    signIn: (options) => signInByDialog(office, signInPath(options, { popup: true })),
    ready() {},
  };
}

/** Outlook tells of another theme from Mailbox 1.14 on; elsewhere the system's is the best there is. */
function themeChanges({ mailbox, requirements }: OfficeJs['context']): Host['onThemeChange'] {
  if (!mailbox || !requirements.isSetSupported('Mailbox', '1.14')) return (listener) => systemTheme.onChange(listener);
  const listeners = new Set<(theme: HostTheme) => void>();
  mailbox.addHandlerAsync('officeThemeChanged', ({ officeTheme }) => {
    for (const listener of listeners) listener(themeOf(officeTheme));
  });
  return (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
}

/** A dark background is a dark theme. */
function themeOf(theme: OfficeTheme | undefined): HostTheme {
  const channels = theme?.bodyBackgroundColor?.match(/[0-9a-f]{2}/gi)?.map((channel) => Number.parseInt(channel, 16));
  if (!channels || channels.length < 3) return systemTheme.read();
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? 'dark' : 'light';
}

/** Office's dialog must begin on our own origin, and Office.js must have been loaded there for the way back. */
function signInByDialog(office: OfficeJs, path: string): Promise<string> {
  const url = `${window.location.origin}/sign-in-dialog.html?${new URLSearchParams({ office: path })}`;
  return new Promise((resolve, reject) => {
    office.context.ui.displayDialogAsync(url, { width: 40, height: 60, promptBeforeOpen: false }, (result) => {
      if (result.status !== 'succeeded') return reject(new HostRefusal('popup_blocked', result.error?.message));
      const dialog = result.value;
      dialog.addEventHandler('dialogEventReceived', () => reject(new HostRefusal('cancelled')));
      dialog.addEventHandler('dialogMessageReceived', ({ message = '' }) => {
        dialog.close();
        const data: unknown = JSON.parse(message);
        if (isSignInMessage(data) && data.code) resolve(data.code);
        else reject(new HostRefusal('cancelled', message));
      });
    });
  });
}
