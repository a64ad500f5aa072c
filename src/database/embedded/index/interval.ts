import { afterPrefix } from '../storage/view.ts';
import { type KeyValue, typeTag, writeValue } from './key-value.ts';
import { KeyWriter } from './key-writer.ts';

/** A place between encoded values: before, or after, all that begin with these bytes. */
export interface Cut {
  bytes: Buffer;
  after: boolean;
}

/** Encoded values of one field between two cuts. */
export interface Interval {
  low: Cut;
  high: Cut;
  /** true for the encodings of a single value */
  single?: true;
}

const writer = new KeyWriter();

export function encodeValue(value: KeyValue): Buffer {
  writer.cutTo(0);
  writeValue(writer, value);
  return writer.finish();
}

export const everything: Interval = {
  low: { bytes: Buffer.from([0]), after: false },
  high: { bytes: Buffer.from([0xff]), after: false },
};

/** All values whose encoding begins with these bytes. */
export function startingWith(bytes: Buffer): Interval {
  return { low: { bytes, after: false }, high: { bytes, after: true } };
}

/** Exactly this value. */
export function point(value: KeyValue): Interval {
  return { ...startingWith(encodeValue(value)), single: true };
}

export function isPoint(interval: Interval): boolean {
  return interval.single === true;
}

/** True when the interval leaves nothing out. */
export function isEverything(interval: Interval): boolean {
  return interval === everything;
}

/** The bytes that begin at the cut. */
export function bytesOf(cut: Cut, prefix: Buffer): Buffer {
  const bytes = Buffer.concat([prefix, cut.bytes]);
  return cut.after ? afterPrefix(bytes) : bytes;
}

const nothing = Buffer.alloc(0);

export function compareCuts(a: Cut, b: Cut): number {
  return bytesOf(a, nothing).compare(bytesOf(b, nothing));
}

/** What is in both lists; lists are in order and without overlaps. */
export function intersect(left: Interval[], right: Interval[]): Interval[] {
  const both: Interval[] = [];
  for (const a of left) {
    for (const b of right) {
      const low = compareCuts(a.low, b.low) >= 0 ? a : b;
      const high = compareCuts(a.high, b.high) <= 0 ? a : b;
      if (compareCuts(low.low, high.high) >= 0) continue;
      // What a single value leaves of anything is that value.
      if (a.single || b.single) both.push(a.single ? a : b);
      else both.push(low === high ? low : { low: low.low, high: high.high });
    }
  }
  return both;
}

/** Puts intervals in order and joins those that overlap. */
export function union(intervals: Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const interval of [...intervals].sort((a, b) => compareCuts(a.low, b.low))) {
    const last = joined.at(-1);
    if (!last || compareCuts(interval.low, last.high) >= 0) joined.push(interval);
    else if (compareCuts(interval.high, last.high) > 0)
      joined[joined.length - 1] = { low: last.low, high: interval.high };
  }
  return joined;
}

/** The same interval for a field that is ordered downwards, whose encodings are inverted. */
export function inverted(interval: Interval): Interval {
  if (isEverything(interval)) return interval;
  const low = invertCut(interval.high);
  return isPoint(interval) ? { ...startingWith(low.bytes), single: true } : { low, high: invertCut(interval.low) };
}

function invertCut(cut: Cut): Cut {
  return { bytes: Buffer.from(cut.bytes.map((byte) => byte ^ 0xff)), after: !cut.after };
}

const firstNumber: Cut = { bytes: Buffer.concat([Buffer.from([typeTag.number]), Buffer.alloc(9)]), after: true };

/** Where the values of one type begin, for ranges; NaN is in no range of numbers. */
export function typeStart(tag: number): Cut {
  return tag === typeTag.number ? firstNumber : { bytes: Buffer.from([tag]), after: false };
}

export function typeEnd(tag: number): Cut {
  return { bytes: Buffer.from([tag]), after: true };
}
