import { type AppMessage, type HostContext, runtime, sdkVersion } from './protocol.ts';

/** What surrounds the app gives to it and does for it. */
export interface HostServices {
  readonly appUrl: string;
  context(): HostContext;
  /** The token, or the reason why there is none, as `[true, token]` or `[false, reason]`. */
  token(): Promise<readonly [boolean, string]>;
  /** Opens a page to sign in at. @returns its result, or the reason why there is none, as above. */
  authenticate(window: { url: string; width: number; height: number }): Promise<readonly [boolean, string]>;
  /** Leads to another page of the app. @returns whether there is such a page. */
  openSubPage(subPage: string): void;
  /** Follows a link that the app asks to open. @returns whether it could. */
  openLink(address: string): boolean;
  /** The app says that it can be seen, or that it can't start. */
  loaded(): void;
  failed(reason: string): void;
}

type Handler = (args: readonly unknown[]) => readonly unknown[] | undefined | Promise<readonly unknown[]>;

/** The host's side of teams-js: what it answers, whichever way the messages go. */
export class HostSide {
  readonly #events = new Set<string>();
  readonly #handlers: Readonly<Record<string, Handler>>;

  constructor(services: HostServices) {
    this.#handlers = this.#makeHandlers(services);
  }

  /** The arguments of the answer; undefined for a message that gets none. */
  async answer({ func, args = [] }: AppMessage): Promise<readonly unknown[] | undefined> {
    return await this.#handlers[func]?.(args);
  }

  /** Whether the app has asked to be told of something, such as `themeChange`. */
  listensTo(event: string): boolean {
    return this.#events.has(event);
  }

  #makeHandlers(services: HostServices): Readonly<Record<string, Handler>> {
    const toSubPage: Handler = ([target]) => {
      services.openSubPage(subPageIn(target));
      return [true];
    };
    return {
      initialize: () => {
        const { frameContext, hostClientType } = services.context();
        return [frameContext, hostClientType, runtime, sdkVersion];
      },
      getContext: () => [services.context()],
      registerHandler: ([event]) => {
        this.#events.add(String(event));
        return undefined;
      },
      'authentication.getAuthToken': () => services.token(),
      'authentication.authenticate': ([address, width, height]) =>
        services.authenticate({ url: String(address), width: Number(width) || 600, height: Number(height) || 535 }),
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
}

function subPageIn(target: unknown): string {
  const subPage = typeof target === 'object' && target && 'subPageId' in target ? target.subPageId : '';
  return typeof subPage === 'string' ? subPage : '';
}
