import type { Socket } from 'node:net';
import { CommandError, ErrorCodes } from '../errors.ts';
import { FrameReader, maxMessageBytes } from './frames.ts';
import { parseRequest, type Request } from './message.ts';
import { type Reply, replyMessage, type ServerClock } from './reply.ts';

/** With so many requests unanswered a client is not read any further. */
const maxWaiting = 16;
/** Before a client has authenticated nothing that it sends needs to be large. */
const maxUnauthenticatedBytes = 64 * 1024;

/** What a connection remembers of its client. */
export interface Client {
  readonly id: number;
  authenticated: boolean;
  /** the state of an authentication that has begun */
  conversation: { finish(message: string): string } | undefined;
}

export interface ConnectionOptions {
  clock: ServerClock;
  run(client: Client, request: Request): Promise<Reply>;
  /** the answer to a request whose BSON is right and holds what is not spoken */
  refuse(error: CommandError): Reply;
  log(message: string): void;
}

/**
 * Serves one socket: requests in the order they came, one after another. Framing or BSON that cannot be right ends this
 * connection and no other.
 */
export function serveConnection(socket: Socket, id: number, options: ConnectionOptions): void {
  const client: Client = { id, authenticated: false, conversation: undefined };
  const frames = new FrameReader(() => (client.authenticated ? maxMessageBytes : maxUnauthenticatedBytes));
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;

  const refuse = (error: unknown) => {
    if (!socket.destroyed)
      options.log(`connection ${id} closed: ${error instanceof Error ? error.message : String(error)}`);
    socket.destroy();
  };
  const answer = async (message: Buffer) => {
    if (socket.destroyed) return;
    const request = readRequest(message);
    const reply = request.refused ? options.refuse(request.refused) : await options.run(client, request);
    if (!request.unanswered && !socket.destroyed) socket.write(replyMessage(reply, request, options.clock));
  };
  const finished = () => {
    waiting--;
    if (waiting === 0 && socket.isPaused()) socket.resume();
  };

  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const message of frames.push(chunk)) {
        waiting++;
        queue = queue
          .then(() => answer(message))
          .catch(refuse)
          .finally(finished);
      }
    } catch (error) {
      refuse(error);
    }
    if (waiting >= maxWaiting) socket.pause();
  });
}

/** Reads a message; what it holds may be refused by name, and the connection goes on. */
function readRequest(message: Buffer): Request & { refused?: CommandError } {
  try {
    return parseRequest(message);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code === ErrorCodes.InvalidBSON) throw error;
    const requestId = message.readInt32LE(4);
    return { requestId, kind: 'message', body: new Map(), sequences: new Map(), unanswered: false, refused: error };
  }
}
