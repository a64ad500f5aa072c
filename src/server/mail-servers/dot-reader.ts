const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Reads a multi-line answer (RFC 1939, section 3), however the network has cut it: takes the doubled dots apart and
 * finds the line with the single dot that ends it.
 */
export class DotReader {
  #lineStart = true;
  #held: Buffer = Buffer.alloc(0);

  /** @returns the content so far, and what came behind the end once it was there. */
  read(chunk: Buffer): { parts: Buffer[]; rest: Buffer | null } {
    const data = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = Buffer.alloc(0);
    const parts: Buffer[] = [];
    let from = 0;
    for (let at = this.#firstDot(data); at >= 0; at = nextDot(data, at + 1)) {
      const [first, second] = [data[at + 1], data[at + 2]];
      if (first === undefined || (first === CR && second === undefined)) {
        parts.push(data.subarray(from, at));
        this.#held = data.subarray(at);
        this.#lineStart = true;
        return { parts: parts.filter(({ length }) => length > 0), rest: null };
      }
      const end = first === LF ? at + 2 : first === CR && second === LF ? at + 3 : 0;
      parts.push(data.subarray(from, at));
      if (end > 0) return { parts: parts.filter(({ length }) => length > 0), rest: data.subarray(end) };
      from = at + 1;
    }
    parts.push(data.subarray(from));
    if (data.length > 0) this.#lineStart = data[data.length - 1] === LF;
    return { parts: parts.filter(({ length }) => length > 0), rest: null };
  }

  #firstDot(data: Buffer): number {
    return this.#lineStart && data[0] === DOT ? 0 : nextDot(data, 1);
  }
}

/** The next dot that begins a line. */
function nextDot(data: Buffer, from: number): number {
  for (let at = data.indexOf('\n.', Math.max(0, from - 1)); at >= 0; at = data.indexOf('\n.', at + 1)) {
    if (at + 1 >= from) return at + 1;
  }
  return -1;
}
