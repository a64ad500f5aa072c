import { type Doc, encode } from '../values/document.ts';
import { headerBytes } from './frames.ts';

/** An answer: fields, or the BSON of a whole answer that was built or stored before. */
export type Reply = Doc | Uint8Array;

const opReply = 1;
const opMsg = 2013;

/** Counts the server's operations: `operationTime` of each answer. */
export class ServerClock {
  #seconds = 0;
  #increment = 0;

  /** The next time: seconds since 1970 and a number within the second. */
  tick(): void {
    const now = Math.floor(Date.now() / 1000);
    if (now > this.#seconds) [this.#seconds, this.#increment] = [now, 0];
    this.#increment++;
  }

  /** Writes the time as BSON has timestamps: increment, then seconds. */
  write(bytes: Buffer, at: number): void {
    bytes.writeUInt32LE(this.#increment, at);
    bytes.writeUInt32LE(this.#seconds, at + 4);
  }
}

/**
 * The end of each answer, an element of BSON: what a causally consistent session asks the next read to be after.
 * `$clusterTime`, by which the members of a cluster tell each other the time through their clients, has nobody to tell.
 */
const tailName = Buffer.from('\x11operationTime\0', 'latin1');
const tailBytes = tailName.length + 8;

/** Builds the message that answers a request. */
export function replyMessage(
  reply: Reply,
  request: { requestId: number; kind: 'message' | 'legacy' },
  clock: ServerClock,
): Buffer {
  const body = reply instanceof Map ? encode(reply) : reply;
  const headLength = request.kind === 'legacy' ? headerBytes + 20 : headerBytes + 5;
  const message = Buffer.allocUnsafe(headLength + body.length + tailBytes);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(0, 4);
  message.writeInt32LE(request.requestId, 8);
  if (request.kind === 'legacy') writeLegacyHead(message);
  else {
    message.writeInt32LE(opMsg, 12);
    message.writeInt32LE(0, headerBytes);
    message[headerBytes + 4] = 0;
  }
  message.set(body, headLength);
  message.writeInt32LE(body.length + tailBytes, headLength);
  // The tail takes the place of the body's closing zero and closes it again.
  const tailAt = headLength + body.length - 1;
  message.set(tailName, tailAt);
  clock.write(message, tailAt + tailName.length);
  message[message.length - 1] = 0;
  return message;
}

/** OP_REPLY: flags (await capable), cursor, starting from, number returned. */
function writeLegacyHead(message: Buffer): void {
  message.writeInt32LE(opReply, 12);
  message.writeInt32LE(8, 16);
  message.fill(0, 20, 32);
  message.writeInt32LE(1, 32);
}

const okOne = Buffer.from('\x01ok\0\0\0\0\0\0\0\xf0\x3f\0', 'latin1');

/** `{ cursor: { firstBatch | nextBatch: [documents], id, ns }, ok: 1 }` around documents that are BSON already. */
export function cursorReply(
  batchName: 'firstBatch' | 'nextBatch',
  documents: Uint8Array[],
  id: bigint,
  namespace: string,
): Buffer {
  const space = Buffer.from(namespace);
  let documentsBytes = 0;
  for (const [at, each] of documents.entries()) documentsBytes += 2 + digits(at) + each.length;
  const arrayBytes = 4 + documentsBytes + 1;
  const cursorBytes = 4 + (1 + batchName.length + 1) + arrayBytes + (1 + 3 + 8) + (1 + 3 + 4 + space.length + 1) + 1;
  const bytes = Buffer.allocUnsafe(4 + 8 + cursorBytes + okOne.length);
  let at = bytes.writeInt32LE(bytes.length, 0);
  at += bytes.write('\x03cursor\0', at, 'latin1');
  at = bytes.writeInt32LE(cursorBytes, at);
  at += bytes.write(`\x04${batchName}\0`, at, 'latin1');
  at = bytes.writeInt32LE(arrayBytes, at);
  for (const [index, each] of documents.entries()) {
    at += bytes.write(`\x03${index}\0`, at, 'latin1');
    bytes.set(each, at);
    at += each.length;
  }
  bytes[at++] = 0;
  at += bytes.write('\x12id\0', at, 'latin1');
  at = bytes.writeBigInt64LE(id, at);
  at += bytes.write('\x02ns\0', at, 'latin1');
  at = bytes.writeInt32LE(space.length + 1, at);
  at += space.copy(bytes, at);
  bytes[at++] = 0;
  bytes[at++] = 0;
  bytes.set(okOne, at);
  return bytes;
}

function digits(number: number): number {
  return number < 10 ? 1 : number < 100 ? 2 : String(number).length;
}
