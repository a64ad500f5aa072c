import { type Host, HostRefusal, type HostTheme } from './host.ts';
import { loadOfficeJs, type OfficeJs } from './office-js.ts';
import { isSignInMessage } from './popup.ts';
import { pickLanguage, systemTheme } from './preferences.ts';
import { signInPath } from './sign-in-path.ts';
import { withinPatience } from './time-limit.ts';

/** The task pane of Outlook, Word, Excel and PowerPoint. */
export async function connectOffice(): Promise<Host> {
  const office = await withinPatience(loadOfficeJs());
  return {
    name: 'office',
    language: pickLanguage([office.context.displayLanguage, ...navigator.languages]),
    theme: themeOf(office.context.officeTheme?.bodyBackgroundColor),
    startPath: null,
    onThemeChange: (listener) => systemTheme.onChange(listener),
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

/** Office names no theme, only colours (`#RRGGBB`): a dark background is a dark theme. */
export function themeOf(background: string | undefined): HostTheme {
  const channels = background?.match(/[0-9a-f]{2}/gi)?.map((channel) => Number.parseInt(channel, 16));
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
