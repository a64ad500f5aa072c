import { isOffice, type OfficeAnswer, type OfficeCall, type OfficeEvent } from '../protocol.ts';

/** The way to the page around a task pane, and back. */
export class HostLine {
  readonly #host: Window;
  readonly #origin: string;
  readonly #waiting = new Map<number, (answer: OfficeAnswer) => void>();
  #listener: (event: OfficeEvent) => void = () => undefined;
  #calls = 0;

  constructor(host: Window, origin: string) {
    this.#host = host;
    this.#origin = origin;
    window.addEventListener('message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
      if (source !== host || from !== origin) return;
      if (isOffice(data, 'answer')) this.#settle(data as OfficeAnswer);
      if (isOffice(data, 'event')) this.#listener(data as OfficeEvent);
    });
  }

  /** @throws the error that the host answers with, an object with `code`, `name` and `message`. */
  async call(name: OfficeCall['name']): Promise<unknown> {
    this.#calls += 1;
    const call: OfficeCall = { office: 'call', id: this.#calls, name };
    const answer = await new Promise<OfficeAnswer>((resolve) => {
      this.#waiting.set(call.id, resolve);
      this.#host.postMessage(call, this.#origin);
    });
    if ('error' in answer) throw answer.error;
    return answer.result;
  }

  onEvent(listener: (event: OfficeEvent) => void): void {
    this.#listener = listener;
  }

  #settle(answer: OfficeAnswer): void {
    this.#waiting.get(answer.id)?.(answer);
    this.#waiting.delete(answer.id);
  }
}
