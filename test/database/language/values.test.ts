import assert from 'node:assert/strict';
import { Binary, BSON, BSONRegExp, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { CommandError } from '../../../src/database/embedded/errors.ts';
import { compare, equal } from '../../../src/database/embedded/values/compare.ts';
import { decode, encode, type Value } from '../../../src/database/embedded/values/document.ts';
import { identical } from '../../../src/database/embedded/values/identical.ts';
import { identityKey } from '../../../src/database/embedded/values/identity.ts';
import { checkStorable } from '../../../src/database/embedded/values/storable.ts';
import { anyDoc, anyNumber, anyValue, doc, notImplemented, refuses, show } from './support.ts';

describe('embedded database: values', () => {
  it('keeps every type and the order of fields through BSON and back', () => {
    const document = new Map<string, Value>([
      ['2', new Int32(1)],
      ['1', 2n ** 62n],
      ['__proto__', new Double(3)],
      ['minusZero', new Double(-0)],
      ['text', 'é€😀'],
      ['', ''],
      ['id', new ObjectId('00112233445566778899aabb')],
      ['date', new Date(-1)],
      ['binary', new Binary(new Uint8Array([1, 2, 3]), 0)],
      ['uuid', new Binary(new Uint8Array(16).fill(7), 4)],
      ['old', new Binary(new Uint8Array([9]), 2)],
      ['time', new Timestamp({ t: 4_000_000_000, i: 7 })],
      ['regex', new BSONRegExp('^a', 'im')],
      ['nothing', null],
      ['yes', true],
      ['array', [new Int32(1), [], new Map()]],
      ['toBSON', 'a name like a method'],
      ['_bsontype', 'Int32'],
    ]);
    const again = decode(encode(document));
    assert.deepEqual([...again.keys()], [...document.keys()]);
    for (const [name, value] of document) assert.ok(identical(again.get(name), value), name);
  });

  it('reads what the official codec writes, byte for byte', () => {
    const bytes = BSON.serialize({
      a: new Int32(1),
      b: Long.fromNumber(5),
      c: { d: [1.5, null, 'x'] },
      e: new Date(),
      f: /x/i,
    });
    assert.deepEqual(Buffer.from(encode(decode(bytes))), Buffer.from(bytes));
  });

  it('any document survives', () => {
    fc.assert(fc.property(anyDoc, (document) => identical(decode(encode(document)), document)));
  });

  it('refuses malformed BSON with an error and reads no byte beyond it', () => {
    const bytes = encode(doc({ a: 'text', b: [1, { c: 2 }], d: new Binary(new Uint8Array(4)), e: /x/ }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const broken = Uint8Array.from(bytes);
          for (const [at, byte] of changes) broken[at] = byte;
          try {
            decode(broken);
          } catch (error) {
            assert.ok(error instanceof CommandError, String(error));
          }
        },
      ),
      { numRuns: 2000 },
    );
    refuses(() => decode(new Uint8Array()), 22);
    refuses(() => decode(bytes.subarray(0, bytes.length - 1)), 22);
  });

  for (const [what, type] of [
    ['undefined', 6],
    ['dbPointer', 12],
    ['symbol', 14],
    ['javascript', 13],
    ['javascriptWithScope', 15],
    ['decimal', 19],
    ['minKey', 255],
    ['maxKey', 127],
  ] as const) {
    it(`refuses the type ${what} by name`, () =>
      refuses(() => decode(Uint8Array.from([8, 0, 0, 0, type, 97, 0, 0])), 2, new RegExp(what)));
  }

  it('refuses a document that has a field twice', () => {
    const bytes = encode(doc({ a: null, b: null }));
    bytes[bytes.indexOf(98)] = 97;
    refuses(() => decode(bytes), 2, /twice/);
  });

  it('refuses documents that nest too deep', () => {
    let value: Value = 1n;
    for (let depth = 0; depth < 200; depth++) value = [value];
    refuses(() => decode(encode(new Map([['a', value]]))), 15);
  });

  it('compares across types in the order of BSON', () => {
    const ordered: (Value | undefined)[] = [
      undefined,
      null,
      new Double(Number.NaN),
      new Double(Number.NEGATIVE_INFINITY),
      -(2n ** 63n),
      new Double(-0.5),
      new Int32(0),
      new Double(0.1),
      new Double(2 ** 53),
      2n ** 53n + 1n,
      new Double(2 ** 53 + 2),
      new Double(Number.POSITIVE_INFINITY),
      '',
      'Z',
      'a',
      'aa',
      '\ue000',
      '\uffff',
      '\u{1f600}',
      new Map(),
      new Map([['a', null]]),
      new Map<string, Value>([['a', new Int32(1)]]),
      new Map<string, Value>([['b', new Int32(0)]]),
      new Map<string, Value>([['a', '']]),
      [],
      [new Int32(1)],
      [new Int32(1), null],
      [new Int32(2)],
      new Binary(new Uint8Array([9])),
      new Binary(new Uint8Array([1, 1])),
      new Binary(new Uint8Array([1, 1]), 5),
      new ObjectId('0'.repeat(24)),
      new ObjectId('f'.repeat(24)),
      false,
      true,
      new Date(-1),
      new Date(1),
    ];
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries())
        assert.equal(Math.sign(compare(a, b)), Math.sign(i - j), `${show(a)} and ${show(b)}`);
    }
  });

  it('calls numbers of different types equal when their values are', () => {
    for (const group of [
      [new Int32(1), 1n, new Double(1)],
      [new Int32(0), new Double(-0), 0n],
      [2n ** 53n, new Double(2 ** 53)],
    ]) {
      for (const a of group)
        for (const b of group) assert.ok(equal(a, b) && identityKey(a) === identityKey(b), `${show(a)} and ${show(b)}`);
    }
    assert.ok(!equal(2n ** 53n + 1n, new Double(2 ** 53)));
    assert.notEqual(identityKey(['x', 'y']), identityKey(['xs:y']));
  });

  it('orders totally, and values share an identity exactly when they are equal', () => {
    const sample = fc.oneof(anyNumber, anyValue);
    fc.assert(
      fc.property(sample, sample, sample, (a, b, c) => {
        assert.equal(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
        assert.equal(identityKey(a) === identityKey(b), equal(a, b));
        assert.ok(identical(a, a));
      }),
      { numRuns: 3000 },
    );
  });

  it('stores neither regular expressions nor timestamps', () => {
    refuses(() => checkStorable(doc({ a: [{ b: /x/ }] })), notImplemented, /storing a regex/);
    refuses(() => checkStorable(doc({ a: new Timestamp({ t: 1, i: 1 }) })), notImplemented, /storing a timestamp/);
    checkStorable(doc({ a: [{ b: 1 }] }));
  });
});
