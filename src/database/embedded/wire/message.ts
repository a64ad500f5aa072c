import { type Doc, decode } from '../values/document.ts';
import { headerBytes, MalformedMessage } from './frames.ts';

/** One request as the client sent it. */
export interface Request {
  requestId: number;
  /** 'legacy' is OP_QUERY, which drivers send for their first hello only */
  kind: 'message' | 'legacy';
  body: Doc;
  /** kind-1 sections by name, each document still in BSON */
  sequences: Map<string, Uint8Array[]>;
  /** true when the client waits for no answer (moreToCome) */
  unanswered: boolean;
}

const opQuery = 2004;
const opMsg = 2013;
const moreToCome = 2;

/** Reads one whole message. Throws MalformedMessage for framing, and the codec's error for BSON, that cannot be right. */
export function parseRequest(message: Buffer): Request {
  const opCode = message.readInt32LE(12);
  if (opCode === opMsg) return parseMessage(message);
  if (opCode === opQuery) return parseLegacyQuery(message);
  throw new MalformedMessage(`operation code ${opCode} is not spoken here`);
}

function parseMessage(message: Buffer): Request {
  if (message.length < headerBytes + 5) throw new MalformedMessage('the message is too short');
  const flags = message.readUInt32LE(headerBytes);
  if (flags & 0xffff & ~moreToCome)
    throw new MalformedMessage(`the required flags ${flags & 0xffff} are not spoken here`);
  const end = message.length;
  let body: Doc | undefined;
  const sequences = new Map<string, Uint8Array[]>();
  for (let at = headerBytes + 4; at < end; ) {
    const kind = message[at++];
    if (kind === 0) {
      if (body) throw new MalformedMessage('two bodies in one message');
      const bytes = sliceDocument(message, at, end);
      body = decode(bytes);
      at += bytes.length;
    } else if (kind === 1) {
      at = readSequence(message, at, end, sequences);
    } else throw new MalformedMessage(`unknown section kind ${kind}`);
  }
  if (!body) throw new MalformedMessage('a message without a body');
  return {
    requestId: message.readInt32LE(4),
    kind: 'message',
    body,
    sequences,
    unanswered: (flags & moreToCome) !== 0,
  };
}

function readSequence(message: Buffer, start: number, end: number, sequences: Map<string, Uint8Array[]>): number {
  if (start + 5 > end) throw new MalformedMessage('a document sequence is cut short');
  const stop = start + message.readInt32LE(start);
  const nameEnd = message.indexOf(0, start + 4);
  if (stop > end || nameEnd < 0 || nameEnd >= stop)
    throw new MalformedMessage('a document sequence has an impossible size');
  const name = message.toString('utf8', start + 4, nameEnd);
  if (sequences.has(name)) throw new MalformedMessage(`two document sequences are named ${name}`);
  const documents: Uint8Array[] = [];
  let at = nameEnd + 1;
  while (at < stop) {
    const bytes = sliceDocument(message, at, stop);
    documents.push(bytes);
    at += bytes.length;
  }
  sequences.set(name, documents);
  return stop;
}

/** The bytes of one BSON document; only its own length field is looked at. */
function sliceDocument(message: Buffer, at: number, end: number): Buffer {
  const length = at + 5 <= end ? message.readInt32LE(at) : 0;
  if (length < 5 || at + length > end) throw new MalformedMessage('a document has an impossible length');
  return message.subarray(at, at + length);
}

/** OP_QUERY: flags, full collection name, skip, number to return, query. */
function parseLegacyQuery(message: Buffer): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  if (nameEnd < 0) throw new MalformedMessage('a legacy query without a collection name');
  const body = decode(sliceDocument(message, nameEnd + 9, message.length));
  const name = message.toString('utf8', headerBytes + 4, nameEnd);
  if (!name.endsWith('.$cmd')) throw new MalformedMessage('legacy queries other than commands are not spoken here');
  body.set('$db', name.slice(0, -'.$cmd'.length));
  return { requestId: message.readInt32LE(4), kind: 'legacy', body, sequences: new Map(), unanswered: false };
}
