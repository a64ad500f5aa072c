/** Cuts a socket's byte stream into wire-protocol messages. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */

/** Largest message in bytes, header included: what `hello` announces as maxMessageSizeBytes. */
export const maxMessageBytes = 48_000_000;
export const headerBytes = 16;

/** Framing that no later byte can mend: the connection is closed. */
export class MalformedMessage extends Error {
  override name = 'MalformedMessage';
}

/** Collects chunks and hands out whole messages; a length is judged before anything of that size is allocated. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #buffered = 0;
  readonly #limit: () => number;

  /** @param limit the largest message in bytes accepted at this moment (smaller before authentication) */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Takes one chunk; returns the messages it completed. Throws MalformedMessage on an impossible length. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const messages: Buffer[] = [];
    for (
      let length = this.#nextLength();
      length !== undefined && this.#buffered >= length;
      length = this.#nextLength()
    ) {
      messages.push(this.#take(length));
    }
    return messages;
  }

  #nextLength(): number | undefined {
    if (this.#buffered < 4) return undefined;
    if ((this.#chunks[0]?.length ?? 0) < 4) this.#join();
    const length = this.#chunks[0]?.readInt32LE(0) ?? 0;
    if (length < headerBytes || length > this.#limit()) {
      throw new MalformedMessage(`message length ${length} is outside ${headerBytes} to ${this.#limit()} bytes`);
    }
    return length;
  }

  #take(length: number): Buffer {
    if ((this.#chunks[0]?.length ?? 0) < length) this.#join();
    const first = this.#chunks[0] ?? Buffer.alloc(0);
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
    this.#buffered -= length;
    return first.subarray(0, length);
  }

  #join(): void {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#buffered)];
  }
}
