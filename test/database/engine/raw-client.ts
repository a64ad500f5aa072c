import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';

/** A client that sends exactly what a test says, as no driver would. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #waiting: ((message: Buffer | undefined) => void)[] = [];
  #nextId = 1;
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      for (const wake of this.#waiting.splice(0)) wake(undefined);
    });
  }

  /** Connects to the address of a `mongodb://` URI and authenticates with its user and password. */
  static async open(uri: string): Promise<RawClient> {
    const client = await RawClient.openUnauthenticated(uri);
    await client.#authenticate(new URL(uri));
    return client;
  }

  static async openUnauthenticated(uri: string): Promise<RawClient> {
    const socket = connect(Number(new URL(uri).port), '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawClient(socket);
  }

  /** Runs one command; undefined when the connection was closed instead of an answer. */
  async run(command: Document): Promise<Document> {
    const answer = await this.tryRun(command);
    if (!answer) throw new Error('the connection was closed');
    return answer;
  }

  async tryRun(command: Document): Promise<Document | undefined> {
    return await this.send(
      this.message(Buffer.concat([Buffer.from([0]), serialize({ ...command, $db: command.$db ?? 'raw' })])),
    );
  }

  /** An OP_MSG of these sections. */
  message(sections: Buffer, flags = 0): Buffer {
    const message = Buffer.alloc(20 + sections.length);
    message.writeInt32LE(message.length, 0);
    message.writeInt32LE(this.#nextId++, 4);
    message.writeInt32LE(2013, 12);
    message.writeUInt32LE(flags, 16);
    message.set(sections, 20);
    return message;
  }

  /** Sends bytes and waits for an answer, or for the connection to be closed. */
  async send(bytes: Buffer): Promise<Document | undefined> {
    const answer = new Promise<Buffer | undefined>((resolve) => {
      if (this.closed) resolve(undefined);
      else this.#waiting.push(resolve);
    });
    this.socket.write(bytes);
    const message = await answer;
    return message && deserialize(message.subarray(21), { promoteLongs: false });
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= 4 && this.#received.length >= this.#received.readInt32LE(0)) {
      const length = this.#received.readInt32LE(0);
      this.#waiting.shift()?.(this.#received.subarray(0, length));
      this.#received = this.#received.subarray(length);
    }
  }

  /** RFC 5802 as a client does it. */
  async #authenticate({ username, password }: URL): Promise<void> {
    const bare = `n=${username},r=${randomBytes(18).toString('base64')}`;
    const start = { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: Buffer.from(`n,,${bare}`), db: 'admin' };
    const { speculativeAuthenticate } = await this.run({ hello: 1, speculativeAuthenticate: start, $db: 'admin' });
    const first = String(speculativeAuthenticate.payload.toString('utf8'));
    const [, nonce = '', salt = '', rounds = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(first) ?? [];
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
    const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const clientKey = hmac(salted, 'Client Key');
    const final = `c=biws,r=${nonce}`;
    const signature = hmac(createHash('sha256').update(clientKey).digest(), `${bare},${first},${final}`);
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0))).toString('base64');
    const answer = await this.run({
      saslContinue: 1,
      conversationId: 1,
      payload: Buffer.from(`${final},p=${proof}`),
      $db: 'admin',
    });
    if (answer.ok !== 1) throw new Error(answer.errmsg);
  }
}
