import { answerTo, type HostContext, isAppMessage, runtime, sdkVersion } from './protocol.ts';

/** How a sign-in in a popup ended, as teams-js expects it. */
export type PopupResult = readonly [success: true, result: string] | readonly [success: false, reason: string];

interface PopupOptions {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** Where Foyer answers: only it may end the sign-in. */
  readonly appOrigin: string;
  readonly context: HostContext;
}

/**
 * Opens a sign-in page and waits until it says how that ended, or is closed. The page talks teams-js to its opener:
 * `initialize`, `getContext`, then `authentication.authenticate.success` or `.failure`.
 */
export function authenticateInPopup({ url, width, height, appOrigin, context }: PopupOptions): Promise<PopupResult> {
  const popup = window.open(url, 'foyer-sign-in', `popup,width=${width},height=${height}`);
  if (!popup) return Promise.resolve([false, 'FailedToOpenWindow']);
  return new Promise((resolve) => {
    const end = (result: PopupResult): void => {
      window.clearInterval(watch);
      window.removeEventListener('message', listen);
      resolve(result);
    };
    const listen = ({ source, origin, data }: MessageEvent<unknown>): void => {
      if (source !== popup || origin !== appOrigin || !isAppMessage(data)) return;
      const [result] = data.args ?? [];
      const answer = (args: readonly unknown[]) => popup.postMessage(answerTo(data, args), origin);
      if (data.func === 'initialize') answer(['authentication', 'web', runtime, sdkVersion]);
      if (data.func === 'getContext') answer([context]);
      if (data.func === 'authentication.authenticate.success') end([true, String(result ?? '')]);
      if (data.func === 'authentication.authenticate.failure') end([false, String(result ?? '')]);
    };
    const watch = window.setInterval(() => {
      if (popup.closed) end([false, 'CancelledByUser']);
    }, 200);
    window.addEventListener('message', listen);
  });
}
