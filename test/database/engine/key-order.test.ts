import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeField } from '../../../src/database/embedded/index/entry.ts';
import { KeyWriter } from '../../../src/database/embedded/index/key-writer.ts';
import type { Entry, KeyRange, Table, View } from '../../../src/database/embedded/storage/view.ts';
import { Overlay } from '../../../src/database/embedded/transaction/overlay.ts';
import { compare } from '../../../src/database/embedded/values/compare.ts';
import type { Value } from '../../../src/database/embedded/values/document.ts';
import { anyNumber, anyText, anyValue } from './arbitraries.ts';

function key(values: Value[], direction: 1 | -1): Buffer {
  const writer = new KeyWriter();
  for (const value of values) writeField(writer, value, direction);
  return writer.finish();
}

describe('embedded database: keys of indexes', () => {
  for (const [name, values] of [
    ['numbers', anyNumber],
    ['texts', anyText],
    ['values of all types', anyValue],
  ] as const) {
    it(`are in the order of ${name}, upwards and downwards`, () => {
      fc.assert(
        fc.property(values, values, (a, b) => {
          const order = Math.sign(compare(a, b));
          assert.equal(key([a], 1).compare(key([b], 1)), order);
          assert.equal(key([a], -1).compare(key([b], -1)), 0 - order);
        }),
        { numRuns: 3000 },
      );
    });
  }

  it('compare field by field, and none is the beginning of another', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, anyValue, (a, b, c, d) => {
        const order = Math.sign(compare(a, c) || compare(b, d));
        assert.equal(key([a, b], 1).compare(key([c, d], 1)), order);
        assert.equal(key([a, b], -1).compare(key([c, d], -1)), 0 - order);
        const [one, other] = [key([a], 1), key([c], 1)];
        assert.ok(one.equals(other) || !other.subarray(0, one.length).equals(one));
      }),
      { numRuns: 2000 },
    );
  });
});

/** A table as a sorted list: what the overlay has to agree with. */
class Model implements View {
  readonly entries = new Map<string, Buffer>();

  get(_table: Table, name: Buffer): Buffer | undefined {
    return this.entries.get(name.toString('hex'));
  }

  range(_table: Table, { low, high }: KeyRange, limit: number, backwards = false): Entry[] {
    const found = [...this.entries]
      .map(([name, value]) => ({ key: Buffer.from(name, 'hex'), value }))
      .filter((entry) => low.compare(entry.key) <= 0 && entry.key.compare(high) < 0)
      .sort((a, b) => a.key.compare(b.key));
    return (backwards ? found.reverse() : found).slice(0, limit);
  }

  count(table: Table, range: KeyRange): number {
    return this.range(table, range, Infinity).length;
  }
}

describe('embedded database: what a transaction sees', () => {
  it('is its snapshot with its own changes over it', () => {
    const byte = fc.integer({ min: 0, max: 20 });
    const changes = fc.array(fc.tuple(byte, fc.option(byte)), { maxLength: 30 });
    fc.assert(
      fc.property(
        changes,
        changes,
        byte,
        byte,
        fc.integer({ min: 1, max: 25 }),
        fc.boolean(),
        (before, after, a, b, limit, backwards) => {
          const [base, expected] = [new Model(), new Model()];
          const set = (model: Model, [name, value]: [number, number | null]) => {
            const hex = Buffer.from([name]).toString('hex');
            if (value === null) model.entries.delete(hex);
            else model.entries.set(hex, Buffer.from([value]));
          };
          for (const change of before) for (const model of [base, expected]) set(model, change);
          const overlay = new Overlay(base);
          for (const change of after) {
            set(expected, change);
            overlay.set(
              'documents',
              Buffer.from([change[0]]),
              change[1] === null ? undefined : Buffer.from([change[1]]),
            );
          }
          const range = { low: Buffer.from([Math.min(a, b)]), high: Buffer.from([Math.max(a, b)]) };
          assert.deepEqual(
            overlay.range('documents', range, limit, backwards),
            expected.range('documents', range, limit, backwards),
          );
          const count = expected.count('documents', range);
          assert.equal(overlay.count('documents', range), count);
          assert.equal(overlay.count('documents', range, limit), Math.min(count, limit));
          assert.deepEqual(overlay.get('documents', Buffer.from([a])), expected.get('documents', Buffer.from([a])));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
