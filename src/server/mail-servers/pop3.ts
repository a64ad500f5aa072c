import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type MailServer, type MailServerRules, openSocket, reachable, secured } from './connect.ts';
import { DotReader } from './dot-reader.ts';
import { asMailServerError, MailServerError } from './trouble.ts';

/** The longest first line of an answer. RFC 1939, section 3, says 512 octets; some servers say more. */
const LINE_BYTES = 8192;

/** The longest list of messages that is believed: a million messages and more. */
const LIST_BYTES = 100 * 1024 * 1024;

/** A server that keeps sending, a little at a time, is given up after so many silences' worth of time. */
const PATIENCE = 30;

/** RFC 2449, section 8.1.1, and RFC 3206: the maildrop or the server is in trouble, not the password. */
const busyCodes: ReadonlySet<string> = new Set(['IN-USE', 'LOGIN-DELAY', 'SYS/TEMP', 'SYS/PERM']);

/**
 * How servers without response codes say it: RFC 1939, section 4, has "maildrop already locked" and "unable to lock
 * maildrop" for PASS. A locked account is another matter.
 */
const busyText =
  /\b(maildrop|mailbox|mail ?drop|spool|folder)\b.*\b(lock(ed)?|in use|busy)\b|\block (on )?(the |your )?(maildrop|mailbox|spool)\b|already (locked|in use|open|logged)|another (session|process|client|connection)|in use by|try again later|too many (connections|sessions|logins)|temporar(y|ily)/i;

/** A refusal (`-ERR`) of a server that otherwise works. */
class Pop3Refusal extends Error {
  /** RFC 2449, section 8: `AUTH`, `IN-USE`, `SYS/TEMP` …; empty when the server gives none. */
  readonly responseCode: string;
  readonly isBusy: boolean;

  constructor(line: string) {
    super('the server answered -ERR');
    this.name = 'Pop3Refusal';
    this.responseCode = /^\[([A-Z/-]+)\]/i.exec(line)?.[1]?.toUpperCase() ?? '';
    this.isBusy = busyCodes.has(this.responseCode) || (this.responseCode !== 'AUTH' && busyText.test(line));
  }
}

/** One message as the server lists it. */
export interface Listed {
  number: number;
  /** By UIDL; null where the server gives it no name. */
  uid: string | null;
  /** By LIST: only a hint; 0 where the server says nothing. */
  size: number;
}

interface Answer {
  /** Behind `+OK`. */
  line: string;
  body: Readable | null;
}

/** A command that waits for its answer. */
interface Waiting {
  isMultiLine: boolean;
  maxBytes: number;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A multi-line answer while it comes. */
interface Body {
  reader: DotReader;
  left: number;
  /** Null once nobody wants the rest. */
  stream: Readable | null;
  ended(): void;
}

/**
 * A session with a POP3 server (RFC 1939), one command after the other. It believes no more than it must: fields are
 * parted by any white space, LF alone ends a line, and a message may come without a name or a size.
 */
export class Pop3Session {
  readonly #server: MailServer;
  readonly #rules: MailServerRules;
  #socket: Socket | null = null;
  #failure: MailServerError | null = null;
  #line: Buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;
  #body: Body | null = null;
  #bodyEnd: Promise<void> = Promise.resolve();
  #deadline: NodeJS.Timeout | undefined;
  /** The content is read more slowly than it comes; the server's silence is no fault of its own. */
  #isPaused = false;

  private constructor(server: MailServer, rules: MailServerRules) {
    this.#server = server;
    this.#rules = rules;
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

  /** How many messages the server says there are (STAT); null when it does not say. @throws MailServerError */
  async count(): Promise<number | null> {
    const answer = await this.#ask('STAT').catch(nullIfRefused);
    const count = /^\s*(\d{1,9})\b/.exec(answer?.line ?? '')?.[1];
    return count === undefined ? null : Number(count);
  }

  /**
   * The messages that the server lists, by UIDL or LIST, in their order.
   * @throws MailServerError, `mail_no_uidl` for a server that can't tell messages apart.
   */
  async listed(): Promise<Listed[]> {
    const names = await this.#askList('UIDL');
    if (!names) throw new MailServerError('mail_no_uidl');
    const sizes = (await this.#askList('LIST')) ?? new Map<number, string>();
    const numbers = [...new Set([...names.keys(), ...sizes.keys()])].toSorted((a, b) => a - b);
    return numbers.map((number) => ({
      number,
      uid: names.get(number) || null,
      size: Number(sizes.get(number)) || 0,
    }));
  }

  /** The header of a message; null when the server has no TOP (it is optional) or not this message. */
  async header(number: number, maxBytes: number): Promise<Readable | null> {
    return (await this.#ask(`TOP ${number} 0`, maxBytes).catch(nullIfRefused))?.body ?? null;
  }

  /**
   * A message's source, read no faster than it is taken. Fails with `mail_too_large` behind so many bytes, whatever
   * size the server gave.
   * @returns null when the server refuses it.
   */
  async message(number: number, maxBytes: number): Promise<Readable | null> {
    return (await this.#ask(`RETR ${number}`, maxBytes).catch(nullIfRefused))?.body ?? null;
  }

  /** Ends the session politely where that goes quickly. */
  async quit(): Promise<void> {
    await this.#ask('QUIT').catch(() => undefined);
    this.close();
  }

  close(): void {
    this.#fail(new MailServerError('mail_dropped'));
  }

  async #signIn(): Promise<void> {
    const socket = await openSocket(this.#server, this.#rules, await reachable(this.#server, this.#rules));
    const greeting = this.#expect(false, 0);
    this.#attach(socket);
    await greeting.catch((error: unknown) => {
      throw error instanceof Pop3Refusal ? new MailServerError('mail_busy', error) : error;
    });
    if (this.#server.security === 'starttls') await this.#startTls(socket);
    await this.#ask(`USER ${line(this.#server.userName)}`).catch(refusedCredentials);
    await this.#ask(`PASS ${line(this.#server.password)}`).catch(refusedCredentials);
  }

  /** RFC 2595, section 4. What came with the answer was sent by somebody in between, and is not read. */
  async #startTls(socket: Socket): Promise<void> {
    await this.#ask('STLS').catch((error: unknown) => {
      throw error instanceof Pop3Refusal ? new MailServerError('mail_tls_unavailable', error) : error;
    });
    if (this.#line.length > 0) throw new MailServerError('mail_protocol');
    socket.removeAllListeners();
    this.#attach(await secured(socket, this.#server, this.#rules));
  }

  #attach(socket: Socket): void {
    this.#socket = socket;
    socket.setTimeout(this.#rules.timeoutMs);
    this.#startDeadline();
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('timeout', () => {
      if (!this.#isPaused) this.#fail(new MailServerError('mail_timeout'));
    });
    socket.on('error', (error) => this.#fail(asMailServerError(error)));
    socket.on('close', () => this.#fail(new MailServerError('mail_dropped')));
  }

  /**
   * Sends a command. What is left of the answer before is read past first.
   * @param maxBytes of a multi-line answer; without it, the answer is a line.
   * @throws Pop3Refusal, MailServerError
   */
  async #ask(command: string, maxBytes?: number): Promise<Answer> {
    this.#abandonBody();
    await this.#bodyEnd;
    if (this.#failure || !this.#socket) throw this.#failure ?? new MailServerError('mail_dropped');
    this.#startDeadline();
    const answer = this.#expect(maxBytes !== undefined, maxBytes ?? 0);
    this.#socket.write(`${command}\r\n`);
    return await answer;
  }

  /** The second field of each line of a list, by number; empty where there is none. Null when the server refuses. */
  async #askList(command: 'UIDL' | 'LIST'): Promise<Map<number, string> | null> {
    const answer = await this.#ask(command, LIST_BYTES).catch(nullIfRefused);
    if (!answer?.body) return null;
    const list = new Map<number, string>();
    for (const row of (await text(answer.body)).split('\n')) {
      const [number = '', value = ''] = row.trim().split(/\s+/);
      if (/^[1-9]\d{0,8}$/.test(number) && !list.has(Number(number))) list.set(Number(number), value);
    }
    return list;
  }

  #expect(isMultiLine: boolean, maxBytes: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { isMultiLine, maxBytes, resolve, reject };
    });
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
      rest = this.#body ? this.#receiveBody(this.#body, rest) : this.#receiveLine(rest);
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
    const received = data.subarray(0, end).toString('utf8').trimEnd();
    const waiting = this.#waiting;
    if (received.startsWith('+OK')) {
      this.#waiting = null;
      waiting?.resolve({
        line: received.slice(3),
        body: waiting.isMultiLine ? this.#openBody(waiting.maxBytes) : null,
      });
    } else if (!received.startsWith('-ERR')) {
      this.#fail(new MailServerError('mail_protocol'));
    } else if (waiting) {
      this.#waiting = null;
      waiting.reject(new Pop3Refusal(received.slice(5)));
    } else {
      // Not asked: the server says why it hangs up.
      this.#fail(new MailServerError('mail_dropped'));
    }
    return data.subarray(end + 1);
  }

  /** The stream of a multi-line answer. */
  #openBody(maxBytes: number): Readable {
    const stream = new Readable({
      read: () => this.#resume(),
      destroy: (error, done) => {
        // Whoever has read enough leaves the rest to be read past.
        if (!error && this.#body?.stream === stream) this.#abandonBody();
        done(error);
      },
    });
    // Whoever reads it hears of it; nobody does when the session ends first.
    stream.on('error', () => undefined);
    this.#bodyEnd = new Promise((ended) => {
      this.#body = { reader: new DotReader(), left: maxBytes, stream, ended };
    });
    return stream;
  }

  #receiveBody(body: Body, chunk: Buffer): Buffer | null {
    const { parts, rest } = body.reader.read(chunk);
    for (const part of parts) {
      body.left -= part.length;
      if (body.left < 0) {
        this.#fail(new MailServerError('mail_too_large'));
        return null;
      }
      if (!body.stream || body.stream.push(part)) continue;
      this.#isPaused = true;
      this.#socket?.pause();
    }
    if (!rest) return null;
    this.#body = null;
    this.#resume();
    body.stream?.push(null);
    body.ended();
    return rest;
  }

  #abandonBody(): void {
    if (!this.#body) return;
    this.#body.stream = null;
    this.#resume();
  }

  #resume(): void {
    this.#isPaused = false;
    this.#socket?.resume();
  }

  /** The end of the session, for whoever waits for an answer or reads a message. Only the first reason counts. */
  #fail(error: MailServerError): void {
    if (this.#failure) return;
    this.#failure = error;
    clearTimeout(this.#deadline);
    const [socket, body, waiting] = [this.#socket, this.#body, this.#waiting];
    this.#socket = null;
    this.#body = null;
    this.#waiting = null;
    socket?.destroy();
    body?.stream?.destroy(error);
    body?.ended();
    waiting?.reject(error);
  }
}

function nullIfRefused(error: unknown): null {
  if (error instanceof Pop3Refusal) return null;
  throw error;
}

function refusedCredentials(error: unknown): never {
  if (!(error instanceof Pop3Refusal)) throw error;
  throw new MailServerError(error.isBusy ? 'mail_busy' : 'mail_credentials', error);
}

/** A line break in a name or a password would begin another command. @throws MailServerError `mail_credentials` */
function line(value: string): string {
  if (/[\r\n\0]/.test(value)) throw new MailServerError('mail_credentials');
  return value;
}
