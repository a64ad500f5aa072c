import { reachable } from './addresses.ts';
import { authenticateInPopup } from './popup.ts';
import { type AppMessage, answer, type HostContext, isAppMessage, runtime, sdkVersion } from './protocol.ts';

/** What the frame around the app gives to it and does for it. */
export interface HostServices {
  readonly appUrl: string;
  context(): HostContext;
  /** The token, or the reason why there is none, as `[true, token]` or `[false, reason]`. */
  token(): Promise<readonly [boolean, string]>;
  /** Leads to another page of the app. @returns whether there is such a page. */
  openSubPage(subPage: string): void;
  /** Follows a link that the app asks to open. @returns whether it could. */
  openLink(address: string): boolean;
  /** The app says that it can be seen, or that it can't start. */
  loaded(): void;
  failed(reason: string): void;
}

type Handler = (args: readonly unknown[]) => readonly unknown[] | undefined | Promise<readonly unknown[]>;

/** The host's side of teams-js: listens to the app in one frame, answers, and tells it of changes. */
export class AppHost {
  readonly #frame: HTMLIFrameElement;
  readonly #services: HostServices;
  readonly #origin: string;
  readonly #events = new Set<string>();
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor(frame: HTMLIFrameElement, services: HostServices) {
    this.#frame = frame;
    this.#services = services;
    this.#origin = new URL(services.appUrl).origin;
    this.#handlers = this.#makeHandlers();
    window.addEventListener('message', this.#listen);
  }

  /** Stops listening. */
  close(): void {
    window.removeEventListener('message', this.#listen);
  }

  /** Tells the app of another theme, when it has asked to be told. */
  changeTheme(theme: string): void {
    if (this.#events.has('themeChange')) this.#send({ func: 'themeChange', args: [theme] });
  }

  #makeHandlers(): Readonly<Record<string, Handler>> {
    const services = this.#services;
    const toSubPage: Handler = ([target]) => {
      services.openSubPage(subPageIn(target));
      return [true];
    };
    return {
      initialize: () => [services.context().frameContext, 'web', runtime, sdkVersion],
      getContext: () => [services.context()],
      registerHandler: ([event]) => {
        this.#events.add(String(event));
        return undefined;
      },
      'authentication.getAuthToken': () => services.token(),
      'authentication.authenticate': (args) => this.#authenticate(args),
      executeDeepLink: ([address]) => (services.openLink(String(address)) ? [true] : [false, 'The link is not valid.']),
      'pages.navigateToApp': toSubPage,
      // The first part of these answers is an error.
      'pages.currentApp.navigateTo': (args) => [null, toSubPage(args)],
      'pages.currentApp.navigateToDefaultPage': () => [null, toSubPage([])],
      'appInitialization.appLoaded': () => void services.loaded(),
      'appInitialization.success': () => void services.loaded(),
      'appInitialization.failure': ([reason, text]) => void services.failed(String(text || reason || '')),
      'appInitialization.expectedFailure': () => void services.loaded(),
    };
  }

  readonly #listen = async ({ source, origin, data }: MessageEvent<unknown>): Promise<void> => {
    if (source !== this.#frame.contentWindow || origin !== this.#origin || !isAppMessage(data)) return;
    const args = await this.#handlers[data.func]?.(data.args ?? []);
    if (args) this.#answer(data, args);
  };

  #authenticate([address, width, height]: readonly unknown[]): Promise<readonly unknown[]> {
    return authenticateInPopup({
      url: reachable(String(address), this.#services.appUrl),
      width: Number(width) || 600,
      height: Number(height) || 535,
      appOrigin: this.#origin,
      context: { ...this.#services.context(), frameContext: 'authentication' },
    });
  }

  #answer(message: AppMessage, args: readonly unknown[]): void {
    if (this.#frame.contentWindow) answer(this.#frame.contentWindow, this.#origin, message, args);
  }

  #send(event: { func: string; args: readonly unknown[] }): void {
    this.#frame.contentWindow?.postMessage(event, this.#origin);
  }
}

function subPageIn(target: unknown): string {
  const subPage = typeof target === 'object' && target && 'subPageId' in target ? target.subPageId : '';
  return typeof subPage === 'string' ? subPage : '';
}
