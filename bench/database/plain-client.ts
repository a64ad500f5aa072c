import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Document, deserialize, serialize } from 'bson';

/** Bytes of an OP_MSG before its document: header (16), flags (4), kind of the section (1). */
const PREAMBLE = 21;
const OP_MSG = 2013;

/**
 * Connections that write a command and read its answer, and nothing else: what a server gives to clients that cost less
 * than MongoDB's driver does, whose process is busy before the server is.
 */
export class PlainClient {
  readonly #sockets: Socket[];

  private constructor(sockets: Socket[]) {
    this.#sockets = sockets;
  }

  static async connect(uri: string, connections: number): Promise<PlainClient> {
    const { hostname, port, username, password } = new URL(uri);
    const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname).setNoDelay());
    const credentials = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    for (const socket of sockets) await authenticate(socket, credentials);
    return new PlainClient(sockets);
  }

  /** Sends a command on a connection that nobody uses; the answer's bytes. @throws Error when all are in use. */
  async command(command: Document): Promise<Buffer> {
    const socket = this.#sockets.pop();
    if (!socket) throw new Error('more commands at once than connections');
    const answer = await ask(socket, command);
    this.#sockets.push(socket);
    return answer;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function ask(socket: Socket, command: Document): Promise<Buffer> {
  const body = serialize(command);
  const message = Buffer.alloc(PREAMBLE + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(OP_MSG, 12);
  message.set(body, PREAMBLE);
  socket.write(message);
  let answer: Buffer = Buffer.alloc(0);
  do {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
  } while (answer.length < 4 || answer.length < answer.readInt32LE(0));
  return answer.subarray(PREAMBLE);
}

/** SCRAM-SHA-256 (RFC 5802, RFC 7677). */
async function authenticate(socket: Socket, { user, password }: { user: string; password: string }): Promise<void> {
  const first = `n=${user},r=${randomBytes(18).toString('base64')}`;
  const step = async (command: Document) => deserialize(await ask(socket, { ...command, $db: 'admin' }));
  const start = { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: Buffer.from(`n,,${first}`), db: 'admin' };
  const { speculativeAuthenticate: begun } = await step({ hello: 1, speculativeAuthenticate: start });
  const challenge = begun.payload.toString('utf8') as string;
  const [, nonce, salt = '', iterations] = /^r=(.+),s=(.+),i=(\d+)$/.exec(challenge) ?? [];
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const unproved = `c=biws,r=${nonce}`;
  const stored = createHash('sha256').update(clientKey).digest();
  const signature = hmac(stored, `${first},${challenge},${unproved}`);
  const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0))).toString('base64');
  const { conversationId } = begun;
  const ended = await step({ saslContinue: 1, conversationId, payload: Buffer.from(`${unproved},p=${proof}`) });
  if (ended.ok !== 1 || !ended.done) throw new Error(`not let in: ${JSON.stringify(ended)}`);
}
