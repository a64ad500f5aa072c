import {
  isOffice,
  type MailItem,
  type OfficeAnswer,
  type OfficeCall,
  type OfficeError,
  type OfficeEvent,
  type OfficeSurroundings,
  type OfficeTheme,
} from '../../../office-js/protocol.ts';

/** What the mailbox around a task pane gives to it. */
export interface OfficeServices {
  readonly appUrl: string;
  surroundings(): OfficeSurroundings;
  /** The token, or the number of the reason why there is none. */
  token(): Promise<{ readonly token: string } | { readonly refused: number }>;
}

/** The mailbox's side of Office.js: listens to the task pane in one frame, answers, and tells it of changes. */
export class OfficeHost {
  readonly #frame: HTMLIFrameElement;
  readonly #services: OfficeServices;
  readonly #origin: string;

  constructor(frame: HTMLIFrameElement, services: OfficeServices) {
    this.#frame = frame;
    this.#services = services;
    this.#origin = new URL(services.appUrl).origin;
    window.addEventListener('message', this.#listen);
  }

  /** Stops listening. */
  close(): void {
    window.removeEventListener('message', this.#listen);
  }

  changeItem(item: MailItem | null): void {
    this.#send({ office: 'event', name: 'itemChanged', item });
  }

  changeTheme(officeTheme: OfficeTheme): void {
    this.#send({ office: 'event', name: 'themeChanged', officeTheme });
  }

  readonly #listen = async ({ source, origin, data }: MessageEvent<unknown>): Promise<void> => {
    if (source !== this.#frame.contentWindow || origin !== this.#origin || !isOffice(data, 'call')) return;
    const { id, name } = data as OfficeCall;
    if (name === 'initialize') this.#send({ office: 'answer', id, result: this.#services.surroundings() });
    if (name === 'getAccessToken') this.#send(await this.#token(id));
  };

  async #token(id: number): Promise<OfficeAnswer> {
    const answer = await this.#services.token();
    if ('token' in answer) return { office: 'answer', id, result: answer.token };
    return { office: 'answer', id, error: ssoError(answer.refused) };
  }

  #send(message: OfficeAnswer | OfficeEvent): void {
    this.#frame.contentWindow?.postMessage(message, this.#origin);
  }
}

function ssoError(code: number): OfficeError {
  return { code, name: `SSO error ${code}`, message: 'No token could be had without asking.' };
}
