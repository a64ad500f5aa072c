/** A growing buffer that keys are written into. */
export class KeyWriter {
  #bytes = Buffer.allocUnsafe(128);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  uint32(value: number): void {
    this.#room(4);
    this.#bytes.writeUInt32BE(value, this.#length);
    this.#length += 4;
  }

  uint64(value: bigint): void {
    this.#room(8);
    this.#bytes.writeBigUInt64BE(value, this.#length);
    this.#length += 8;
  }

  /** A double so that byte order is number order: sign bit flipped, negative numbers inverted. */
  double(value: number): void {
    this.#room(8);
    const start = this.#length;
    this.#bytes.writeDoubleBE(value, start);
    this.#length += 8;
    if ((this.#bytes[start] ?? 0) & 0x80) this.invertFrom(start);
    else this.#bytes[start] = (this.#bytes[start] ?? 0) | 0x80;
  }

  /** Text as UTF-8, whose byte order is code point order. Zero bytes are escaped so that the end mark 00 00 sorts first. */
  text(value: string): void {
    this.#room(value.length * 3 + 2);
    const start = this.#length;
    const written = this.#bytes.write(value, start, 'utf8');
    if (this.#bytes.subarray(start, start + written).includes(0)) this.#escapeZeros(start, written);
    else this.#length += written;
    this.byte(0);
    this.byte(0);
  }

  /** Turns the order of what was written from `start` on around. */
  invertFrom(start: number): void {
    for (let at = start; at < this.#length; at++) this.#bytes[at] = (this.#bytes[at] ?? 0) ^ 0xff;
  }

  /** Forgets what was written after `length`. */
  cutTo(length: number): void {
    this.#length = length;
  }

  slice(start: number): Buffer {
    return this.#bytes.subarray(start, this.#length);
  }

  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  #escapeZeros(start: number, written: number): void {
    const plain = Buffer.from(this.#bytes.subarray(start, start + written));
    for (const byte of plain) {
      this.byte(byte);
      if (byte === 0) this.byte(0xff);
    }
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
