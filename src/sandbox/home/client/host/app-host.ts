import { type HostServices, HostSide } from './host-side.ts';
import { answerTo, isAppMessage } from './protocol.ts';

/** Hosts the app in one frame: listens to it, answers, and tells it of changes. */
export class AppHost {
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  readonly #side: HostSide;

  constructor(frame: HTMLIFrameElement, services: HostServices) {
    this.#frame = frame;
    this.#origin = new URL(services.appUrl).origin;
    this.#side = new HostSide(services);
    window.addEventListener('message', this.#listen);
  }

  /** Stops listening. */
  close(): void {
    window.removeEventListener('message', this.#listen);
  }

  /** Tells the app of another theme, when it has asked to be told. */
  changeTheme(theme: string): void {
    if (!this.#side.listensTo('themeChange')) return;
    this.#frame.contentWindow?.postMessage({ func: 'themeChange', args: [theme] }, this.#origin);
  }

  readonly #listen = async ({ source, origin, data }: MessageEvent<unknown>): Promise<void> => {
    if (source !== this.#frame.contentWindow || origin !== this.#origin || !isAppMessage(data)) return;
    const args = await this.#side.answer(data);
    if (args) this.#frame.contentWindow?.postMessage(answerTo(data, args), this.#origin);
  };
}
