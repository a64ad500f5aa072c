import { Binary, BSONRegExp, Decimal128, Double } from 'bson';
import { CommandError } from '../errors.ts';
import { exactOf, toDouble, toInt64, truncateExact } from '../values/decimal.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { absentKinds, isKind, isNumber, type Kind, kindOfNumber } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { isTruthy } from '../values/truth.ts';
import type { Node, Test } from './node.ts';
import type { Nested } from './parse.ts';
import { compilePattern, type Pattern } from './pattern.ts';

/** Reads one operator of a path; `siblings` is the document it stands in. */
type ReadPredicate = (path: string, value: Value, siblings: Doc, nested: Nested) => Node[];

const bad = (message: string) => new CommandError('BadValue', message);
const test = (path: string, test: Test): Node[] => [{ kind: 'test', path, test }];
const not = (nodes: Node[]): Node[] => [
  { kind: 'not', node: nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'and', nodes } },
];

function comparison(op: 'gt' | 'gte' | 'lt' | 'lte'): ReadPredicate {
  return (path, value) => {
    if (value instanceof BSONRegExp) throw bad(`Can't have RegEx as arg to predicate over field '${path}'.`);
    return test(path, { op, value });
  };
}

function bits(want: 'allSet' | 'allClear' | 'anySet' | 'anyClear'): ReadPredicate {
  return (path, value) => test(path, { op: 'bits', mask: bitMask(value), want });
}

/** The operators that stand under a path, by name. */
export const predicates: Record<string, ReadPredicate> = {
  $eq: (path, value) => test(path, { op: 'eq', value }),
  $ne: (path, value) => {
    if (value instanceof BSONRegExp) throw bad("Can't have regex as arg to $ne.");
    return not(test(path, { op: 'eq', value }));
  },
  $gt: comparison('gt'),
  $gte: comparison('gte'),
  $lt: comparison('lt'),
  $lte: comparison('lte'),
  $in: (path, value) => test(path, readIn('$in', value)),
  $nin: (path, value) => not(test(path, readIn('$nin', value))),
  $exists: (path, value) => (isTruthy(value) ? test(path, { op: 'exists' }) : not(test(path, { op: 'exists' }))),
  $type: (path, value) => test(path, { op: 'type', kinds: readKinds(value) }),
  $mod: (path, value) => test(path, readMod(value)),
  $size: (path, value) => test(path, { op: 'size', size: readSize(value) }),
  $not: (path, value, _, nested) => not([nested.operators(path, value)]),
  $elemMatch: (path, value, _, nested) => test(path, { op: 'elemMatch', ...nested.element(value) }),
  $all: readAll,
  $regex: (path, value, siblings) => test(path, { op: 'regex', pattern: readPattern(value, siblings.get('$options')) }),
  $options: (_path, _value, siblings) => {
    if (!siblings.has('$regex')) throw bad('$options needs a $regex');
    return [];
  },
  $comment: () => [],
  $bitsAllSet: bits('allSet'),
  $bitsAllClear: bits('allClear'),
  $bitsAnySet: bits('anySet'),
  $bitsAnyClear: bits('anyClear'),
};

/** The name of a document's first field. */
function firstName(value: Value | undefined): string | undefined {
  return isDoc(value) ? value.keys().next().value : undefined;
}

function readIn(name: string, value: Value): Test {
  if (!Array.isArray(value)) throw bad(`${name} needs an array`);
  const values: Value[] = [];
  const patterns: Pattern[] = [];
  for (const member of value) {
    if (member instanceof BSONRegExp) patterns.push(compilePattern(member.pattern, member.options));
    else if (firstName(member)?.startsWith('$') && firstName(member) !== '$ref')
      throw bad(`cannot nest $ under ${name}`);
    else values.push(member);
  }
  return { op: 'in', values, patterns };
}

function readAll(path: string, value: Value, _: Doc, nested: Nested): Node[] {
  if (!Array.isArray(value)) throw bad('$all needs an array');
  const isElement = (member: Value | undefined): member is Doc => isDoc(member) && firstName(member) === '$elemMatch';
  if (value.length === 0) return [{ kind: 'or', nodes: [] }];
  const elements = isElement(value[0]);
  return value.flatMap((member): Node[] => {
    if (elements !== isElement(member))
      throw bad(elements ? '$all/$elemMatch has to be consistent' : 'no $ expressions in $all');
    if (isElement(member)) return test(path, { op: 'elemMatch', ...nested.element(member.get('$elemMatch') ?? null) });
    if (firstName(member)?.startsWith('$') && firstName(member) !== '$ref') throw bad('no $ expressions in $all');
    if (member instanceof BSONRegExp)
      return test(path, { op: 'regex', pattern: compilePattern(member.pattern, member.options) });
    return test(path, { op: 'eq', value: member });
  });
}

function readPattern(value: Value, options: Value | undefined): Pattern {
  if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
  if (value instanceof BSONRegExp) {
    if (options !== undefined && value.options !== '')
      throw new CommandError(51075, 'options set in both $regex and $options');
    return compilePattern(value.pattern, options ?? value.options);
  }
  if (typeof value !== 'string') throw bad('$regex has to be a string');
  return compilePattern(value, options ?? '');
}

function readKinds(value: Value): Set<Kind> {
  const kinds = new Set<Kind>();
  const wanted = Array.isArray(value) ? value : [value];
  if (wanted.length === 0) throw new CommandError('FailedToParse', '$type must match at least one type');
  for (const one of wanted) {
    if (one === 'number') for (const kind of ['int', 'long', 'double', 'decimal'] as const) kinds.add(kind);
    else if (typeof one === 'string') {
      if (isKind(one)) kinds.add(one);
      else if (!absentKinds.has(one)) throw bad(`Unknown type name alias: ${one}`);
    } else if (isNumber(one)) {
      const kind = kindOfNumber(toDouble(one));
      if (kind) kinds.add(kind);
      else if (![...absentKinds.values()].includes(toDouble(one)))
        throw bad(`Invalid numerical type code: ${textOf(one)}`);
    } else throw new CommandError('TypeMismatch', 'type must be represented as a number or a string');
  }
  return kinds;
}

function readMod(value: Value): Test {
  if (!Array.isArray(value)) throw bad('malformed mod, needs to be an array');
  if (value.length < 2) throw bad('malformed mod, not enough elements');
  if (value.length > 2) throw bad('malformed mod, too many elements');
  const [divisor, remainder] = [modNumber(value[0], 'divisor'), modNumber(value[1], 'remainder')];
  if (divisor === 0n) throw bad('divisor cannot be 0');
  return { op: 'mod', divisor, remainder };
}

function modNumber(value: Value | undefined, what: string): bigint {
  const integer = isNumber(value) ? toInt64(value) : undefined;
  if (integer === undefined) throw bad(`malformed mod, ${what} not a number`);
  return integer;
}

function readSize(value: Value): number {
  if (!isNumber(value)) throw bad(`Failed to parse $size. Expected a number in: $size: ${textOf(value)}`);
  const size = toDouble(value);
  if (!Number.isInteger(size)) throw bad(`Failed to parse $size. Expected an integer: $size: ${textOf(value)}`);
  if (size < 0) throw bad(`Failed to parse $size. Expected a non-negative number in: $size: ${textOf(value)}`);
  return size;
}

/** A mask of bits from a number, positions, or binary data (least significant byte first). */
function bitMask(value: Value): bigint {
  if (value instanceof Binary) return bytesAsBits(value);
  if (Array.isArray(value)) {
    let mask = 0n;
    for (const position of value) {
      const number = isNumber(position) ? toDouble(position) : Number.NaN;
      if (!Number.isInteger(number) || number < 0 || number > 2 ** 20)
        throw bad(`bit positions must be an integer >= 0 but got: ${textOf(position)}`);
      mask |= 1n << BigInt(number);
    }
    return mask;
  }
  const exact = isNumber(value) && !(value instanceof Decimal128) ? exactOf(value) : undefined;
  const integral = !(value instanceof Double) || Number.isInteger(value.value);
  if (!exact || !integral || exact.coefficient < 0n)
    throw bad(`bitmask must be a non-negative integer, an array of positions or BinData, but is ${textOf(value)}`);
  return truncateExact(exact);
}

/** Binary data as one non-negative number, its first byte the lowest. */
export function bytesAsBits(value: Binary): bigint {
  const hex = Buffer.from(value.value()).reverse().toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}
