import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import Pop3Command from 'node-pop3';
import { type MailServer, type MailServerRules, openSocket, reachable, secured } from './connect.ts';
import { DotReader } from './dot-reader.ts';
import { asMailServerError, MailServerError } from './trouble.ts';

/** The longest first line of an answer. RFC 1939, section 3, says 512 octets; some servers say more. */
const LINE_BYTES = 8192;

/** The longest list of messages that is believed: a million messages and more. */
const LIST_BYTES = 100 * 1024 * 1024;

/** A server that keeps sending, a little at a time, is given up after so many silences' worth of time. */
const PATIENCE = 30;

const multiLine = new Set(['RETR', 'TOP', 'LIST', 'UIDL']);

/** A refusal (`-ERR`) of a server that otherwise works. */
class Pop3Refusal extends Error {
  /** RFC 2449, section 8: `AUTH`, `IN-USE`, `SYS/TEMP` …; empty when the server gives none. */
  readonly responseCode: string;

  constructor(line: string) {
    super('the server answered -ERR');
    this.name = 'Pop3Refusal';
    this.responseCode = /^\[([A-Z/-]+)\]/i.exec(line)?.[1]?.toUpperCase() ?? '';
  }
}

/** One message as UIDL names it. */
export interface Listed {
  place: number;
  uid: string;
}

/**
 * A POP3 session: node-pop3's commands over a transport of our own. node-pop3 (0.11) misses the end of a message where
 * the network cuts it in two, leaves doubled dots as they are, reads on whether anybody takes the content or not, waits
 * for ever when a server hangs up between two commands, and knows no STLS.
 */
export class Pop3Session extends Pop3Command {
  readonly #server: MailServer;
  readonly #rules: MailServerRules;
  #failure: MailServerError | null = null;
  #line: Buffer = Buffer.alloc(0);
  #body: { reader: DotReader; left: number } | null = null;
  #deadline: NodeJS.Timeout | undefined;
  #isWaiting = false;

  private constructor(server: MailServer, rules: MailServerRules) {
    super({ user: server.userName, password: server.password, host: server.host, port: server.port });
    this.#server = server;
    this.#rules = rules;
    // node-pop3 reports by this event; without a listener, a refusal would end the process.
    this.on('error', () => undefined);
  }

  /**
   * Connects and signs in.
   * @throws MailServerError
   */
  static async open(server: MailServer, rules: MailServerRules): Promise<Pop3Session> {
    const session = new Pop3Session(server, rules);
    try {
      await session.#signIn();
      return session;
    } catch (error) {
      session.close();
      throw asMailServerError(error);
    }
  }

  /** What the maildrop holds. @throws MailServerError, `mail_no_uidl` for a server that can't tell messages apart. */
  async listed(): Promise<Listed[]> {
    const rows = await this.#ask(() => this.UIDL()).catch((error: unknown) => {
      throw error instanceof Pop3Refusal ? new MailServerError('mail_no_uidl', error) : error;
    });
    return pairs(rows).flatMap(([place, uid]) => (isPlace(place) && uid ? [{ place: Number(place), uid }] : []));
  }

  /** What the server says of the sizes, by place; only a hint. Empty when it says nothing. */
  async sizes(): Promise<Map<number, number>> {
    const rows = await this.#ask(() => this.LIST()).catch((error: unknown) => {
      if (error instanceof Pop3Refusal) return [];
      throw error;
    });
    return new Map(pairs(rows).map(([place, size]) => [Number(place), Number(size)]));
  }

  /** The header of a message; null when the server has no TOP (it is optional) or not this message. */
  async header(place: number): Promise<Readable | null> {
    return await this.#open('TOP', place, 0);
  }

  /**
   * A message's source, read no faster than it is taken. Must be read to its end, or the session be closed, before
   * anything else. Fails with `mail_too_large` behind so many bytes, whatever size the server gave.
   * @returns null when the server has it no more.
   */
  async message(place: number, maxBytes: number): Promise<Readable | null> {
    return await this.#open('RETR', place, maxBytes);
  }

  /** Ends the session politely where that goes quickly. */
  async quit(): Promise<void> {
    await this.#ask(() => this.QUIT()).catch(() => undefined);
    this.close();
  }

  close(): void {
    this.#fail(new MailServerError('mail_dropped'));
  }

  /** node-pop3 calls it before each command; the session has been opened by then. */
  override async _connect(): Promise<string> {
    return '';
  }

  async #signIn(): Promise<void> {
    const socket = await openSocket(this.#server, this.#rules, await reachable(this.#server, this.#rules));
    const greeting = new Promise<void>((resolve, reject) => {
      this.once('response', () => resolve());
      this.once('error', reject);
    });
    this.#attach(socket);
    await greeting.catch((error: unknown) => {
      throw error instanceof Pop3Refusal ? new MailServerError('mail_busy', error) : error;
    });
    if (this.#server.security === 'starttls') await this.#startTls(socket);
    await this.#ask(() => this.command('USER', line(this.#server.userName))).catch(refusedCredentials);
    await this.#ask(() => this.command('PASS', line(this.#server.password))).catch(refusedCredentials);
  }

  /** RFC 2595, section 4. What came with the answer was sent by somebody in between, and is not read. */
  async #startTls(socket: Socket): Promise<void> {
    await this.#ask(() => this.command('STLS')).catch((error: unknown) => {
      throw error instanceof Pop3Refusal ? new MailServerError('mail_tls_unavailable', error) : error;
    });
    if (this.#line.length > 0) throw new MailServerError('mail_protocol');
    socket.removeAllListeners();
    this.#attach(await secured(socket, this.#server, this.#rules));
  }

  #attach(socket: Socket): void {
    this._socket = socket;
    socket.setTimeout(this.#rules.timeoutMs);
    this.#startDeadline();
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('timeout', () => {
      if (!this.#isWaiting) this.#fail(new MailServerError('mail_timeout'));
    });
    socket.on('error', (error) => this.#fail(asMailServerError(error)));
    socket.on('close', () => this.#fail(new MailServerError('mail_dropped')));
  }

  /** Runs one of node-pop3's commands; what went wrong with the connection is told in its place. */
  async #ask<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#failure) throw this.#failure;
    this.#startDeadline();
    try {
      return await run();
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  async #open(name: 'RETR' | 'TOP', place: number, argument: number): Promise<Readable | null> {
    try {
      const maxBytes = name === 'RETR' ? argument : LIST_BYTES;
      const [, body] = await this.#ask(() =>
        name === 'RETR' ? this.command(name, place) : this.command(name, place, argument),
      );
      if (this.#body) this.#body.left = maxBytes - (LIST_BYTES - this.#body.left);
      return body;
    } catch (error) {
      if (error instanceof Pop3Refusal) return null;
      throw error;
    }
  }

  #startDeadline(): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(
      () => this.#fail(new MailServerError('mail_timeout')),
      this.#rules.timeoutMs * PATIENCE,
    );
    this.#deadline.unref();
  }

  #receive(chunk: Buffer): void {
    let rest: Buffer | null = chunk;
    while (rest && rest.length > 0 && !this.#failure)
      rest = this.#body ? this.#receiveBody(rest) : this.#receiveLine(rest);
  }

  #receiveLine(chunk: Buffer): Buffer | null {
    const data = this.#line.length > 0 ? Buffer.concat([this.#line, chunk]) : chunk;
    const end = data.indexOf('\n');
    const isAnswer = data[0] === 0x2b || data[0] === 0x2d;
    if (!isAnswer || (end < 0 && data.length > LINE_BYTES)) {
      this.#fail(new MailServerError('mail_protocol'));
      return null;
    }
    this.#line = end < 0 ? data : Buffer.alloc(0);
    if (end < 0) return null;
    const text = data.subarray(0, end).toString('utf8').trimEnd();
    if (text.startsWith('-ERR')) this.emit('error', new Pop3Refusal(text.slice(5)));
    else if (text.startsWith('+OK')) this.emit('response', text.slice(4), this.#expectBody());
    else this.#fail(new MailServerError('mail_protocol'));
    return data.subarray(end + 1);
  }

  /** The stream of a multi-line answer; null for a single line. */
  #expectBody(): Readable | null {
    if (!multiLine.has(this._command.split(' ')[0] ?? '')) return null;
    this.#body = { reader: new DotReader(), left: LIST_BYTES };
    this._stream = new Readable({
      read: () => {
        this.#isWaiting = false;
        this._socket?.resume();
      },
    });
    // Whoever reads it hears of it; nobody does when the session ends first.
    this._stream.on('error', () => undefined);
    return this._stream;
  }

  #receiveBody(chunk: Buffer): Buffer | null {
    const body = this.#body;
    const stream = this._stream;
    if (!body || !stream) return null;
    const { parts, rest } = body.reader.read(chunk);
    for (const part of parts) {
      body.left -= part.length;
      if (body.left < 0) {
        this.#fail(new MailServerError('mail_too_large'));
        return null;
      }
      if (stream.push(part)) continue;
      this.#isWaiting = true;
      this._socket?.pause();
    }
    if (!rest) return null;
    this.#body = null;
    this._stream = null;
    this.#isWaiting = false;
    this._socket?.resume();
    stream.push(null);
    this.emit('end');
    return rest;
  }

  /** The end of the session, for whoever waits for an answer or reads a message. Only the first reason counts. */
  #fail(error: MailServerError): void {
    if (this.#failure) return;
    this.#failure = error;
    clearTimeout(this.#deadline);
    const [socket, stream] = [this._socket, this._stream];
    this._socket = null;
    this._stream = null;
    this.#body = null;
    socket?.destroy();
    stream?.destroy(error);
    this.emit('error', error);
  }
}

function refusedCredentials(error: unknown): never {
  if (!(error instanceof Pop3Refusal)) throw error;
  const isBusy = ['IN-USE', 'LOGIN-DELAY', 'SYS/TEMP', 'SYS/PERM'].includes(error.responseCode);
  throw new MailServerError(isBusy ? 'mail_busy' : 'mail_credentials', error);
}

/** A line break in a name or a password would begin another command. @throws MailServerError `mail_credentials` */
function line(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new MailServerError('mail_credentials');
  return text;
}

function pairs(rows: readonly (string | string[])[]): [string, string][] {
  return rows.flatMap((row): [string, string][] => (Array.isArray(row) ? [[row[0] ?? '', row[1] ?? '']] : []));
}

function isPlace(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text);
}
