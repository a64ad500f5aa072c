import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** What a client sends, line by line, over a connection that may turn to TLS in the middle. */
export class LineChannel {
  #socket: Socket;
  #pending = '';
  #listener: (line: string) => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  get isOpen(): boolean {
    return this.#socket.writable;
  }

  onLine(listener: (line: string) => void): void {
    this.#listener = listener;
  }

  /** @returns a promise that waits where the client is slow to read; false once the connection is gone. */
  async write(data: string | Buffer): Promise<boolean> {
    if (!this.#socket.writable) return false;
    if (this.#socket.write(data)) return true;
    return await new Promise((resolve) => {
      const done = () => {
        this.#socket.off('drain', done).off('close', done);
        resolve(this.#socket.writable);
      };
      this.#socket.once('drain', done).once('close', done);
    });
  }

  /** RFC 2595: after the positive answer, everything is TLS. What came in the clear before it is forgotten. */
  secure({ certificate, privateKey }: Certificate): void {
    this.#socket.removeAllListeners('data');
    this.#pending = '';
    this.#socket = new TLSSocket(this.#socket, {
      isServer: true,
      secureContext: createSecureContext({ cert: certificate, key: privateKey }),
    });
    this.#listen();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on('error', () => undefined);
    this.#socket.on('data', (chunk: Buffer) => {
      const lines = (this.#pending + chunk.toString('utf8')).split(/\r?\n/);
      this.#pending = lines.pop() ?? '';
      if (this.#pending.length > 65_536) this.destroy();
      for (const line of lines) this.#listener(line);
    });
  }
}
