import { type DialogMessage, isOffice } from '../protocol.ts';

interface DialogOptions {
  /** In percent of the screen. */
  readonly width: number;
  readonly height: number;
}

type Handler = (argument: { message: string; origin: string } | { error: number }) => void;

interface Dialog {
  close(): void;
  addEventHandler(type: string, handler: Handler): void;
}

type DialogCallback = (
  result:
    | { readonly status: 'succeeded'; readonly value: Dialog }
    | { readonly status: 'failed'; readonly error: { readonly code: number; readonly message: string } },
) => void;

/** https://learn.microsoft.com/office/dev/add-ins/develop/dialog-handle-errors-events */
const POPUP_BLOCKED = 12_009;
const OTHER_ORIGIN = 12_004;
const CLOSED_BY_USER = 12_006;

/** Opens a window that begins on the add-in's own origin and may go elsewhere from there. */
export function openDialog(address: string, { width, height }: DialogOptions, callback: DialogCallback): void {
  const url = new URL(address);
  const failed = (code: number, message: string): void => callback({ status: 'failed', error: { code, message } });
  if (url.origin !== location.origin) return void failed(OTHER_ORIGIN, 'The domain of the URL is not trusted.');
  url.searchParams.set('_host_Info', `Outlook$Web$16.01$${navigator.language}$$isDialog`);
  const size = `width=${(screen.width * width) / 100},height=${(screen.height * height) / 100}`;
  const opened = window.open(url, '_blank', `popup,${size}`);
  if (!opened) return void failed(POPUP_BLOCKED, 'The user declined to open the dialog.');

  const handlers = new Map<string, Handler>();
  const listen = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source !== opened || origin !== location.origin || !isOffice(data, 'dialog')) return;
    handlers.get('dialogMessageReceived')?.({ message: (data as DialogMessage).message, origin });
  };
  const end = (): void => {
    window.clearInterval(watch);
    window.removeEventListener('message', listen);
  };
  const watch = window.setInterval(() => {
    if (!opened.closed) return;
    end();
    handlers.get('dialogEventReceived')?.({ error: CLOSED_BY_USER });
  }, 200);
  window.addEventListener('message', listen);
  callback({
    status: 'succeeded',
    value: {
      addEventHandler: (type, handler) => void handlers.set(type, handler),
      close() {
        end();
        opened.close();
      },
    },
  });
}

/** From the page in the dialog to the task pane. */
export function messageParent(message: string): void {
  const said: DialogMessage = { office: 'dialog', message };
  window.opener?.postMessage(said, location.origin);
}
