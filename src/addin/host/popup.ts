import { HostRefusal } from './host.ts';

/** The message that the sign-in window posts to the page that opened it. */
export interface SignInMessage {
  type: 'foyer.sign-in';
  code: string | null;
  error: string | null;
}

export function isSignInMessage(data: unknown): data is SignInMessage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'foyer.sign-in';
}

/** How often the window is looked at, in milliseconds, and how often in a row it must be gone: its message may come later. */
const LOOK = 500;
const GONE = 3;

/**
 * Opens a window of our own origin and waits for the code that it hands back.
 * @throws {HostRefusal} `popup_blocked`, or `cancelled` when the window was closed or the sign-in failed.
 */
export function openPopup(path: string): Promise<string> {
  const popup = window.open(path, 'foyer-sign-in', 'width=520,height=680');
  if (!popup) return Promise.reject(new HostRefusal('popup_blocked'));
  return new Promise((resolve, reject) => {
    let gone = 0;
    const watch = setInterval(() => {
      gone = popup.closed ? gone + 1 : 0;
      if (gone === GONE) finish(() => reject(new HostRefusal('cancelled')));
    }, LOOK);
    function finish(settle: () => void) {
      clearInterval(watch);
      window.removeEventListener('message', hear);
      settle();
    }
    function hear(event: MessageEvent) {
      if (event.origin !== window.location.origin || !isSignInMessage(event.data)) return;
      const { code, error } = event.data;
      finish(() => (code ? resolve(code) : reject(new HostRefusal('cancelled', error ?? ''))));
    }
    window.addEventListener('message', hear);
  });
}
