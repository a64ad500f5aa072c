import { Int32 } from 'bson';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { readFieldPath } from '../query/projection-parse.ts';
import { compileSort } from '../query/sort.ts';
import { toDouble } from '../values/decimal.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { Memory } from '../values/weight.ts';
import type { ReadStage } from './stage.ts';

/** The filter of a `$match`. */
export function readMatch(spec: Value): Doc {
  if (!isDoc(spec)) throw new CommandError(15959, 'the match filter must be an expression in an object');
  return spec;
}

/** The order of a `$sort`. */
export function readSort(spec: Value): Doc {
  if (!isDoc(spec)) throw new CommandError(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) throw new CommandError(15976, '$sort stage must have at least one sort key');
  return spec;
}

/** The number of a `$limit` or a `$skip`. */
export function readCount(spec: Value, name: string, least: 0 | 1): number {
  const count = isNumber(spec) ? toDouble(spec) : Number.NaN;
  if (!Number.isSafeInteger(count))
    throw new CommandError(5107201, `invalid argument to ${name} stage: Expected an integer: ${name}: ${textOf(spec)}`);
  if (count < 0)
    throw new CommandError(
      5107201,
      `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${textOf(spec)}`,
    );
  if (count < least) throw new CommandError(15958, 'the limit must be positive');
  return count;
}

function* take(input: Iterable<Doc>, count: number): Iterable<Doc> {
  let left = count;
  for (const document of input) {
    yield document;
    if (--left === 0) return;
  }
}

function* drop(input: Iterable<Doc>, count: number): Iterable<Doc> {
  let left = count;
  for (const document of input) if (left-- <= 0) yield document;
}

const sample: ReadStage = (spec) => {
  const size = isDoc(spec) && spec.size === 1 ? spec.get('size') : undefined;
  if (!isNumber(size)) throw new CommandError(28746, 'size argument to $sample must be a number');
  const wanted = toDouble(size);
  if (!Number.isSafeInteger(wanted) || wanted <= 0)
    throw new CommandError(28747, 'size argument to $sample must be a positive integer');
  return function* (input) {
    const memory = new Memory('$sample');
    const chosen: Doc[] = [];
    let seen = 0;
    for (const document of input) {
      seen++;
      if (chosen.length < wanted) {
        memory.keep(document);
        chosen.push(document);
      } else {
        const place = Math.floor(Math.random() * seen);
        if (place < wanted) chosen[place] = document;
      }
    }
    yield* chosen;
  };
};

const count: ReadStage = (spec) => {
  if (typeof spec !== 'string' || spec === '')
    throw new CommandError(40156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw new CommandError(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) throw new CommandError(40160, "the count field cannot contain '.'");
  return function* (input) {
    let total = 0;
    for (const _ of input) total++;
    if (total > 0) yield new Map([[spec, new Int32(total)]]);
  };
};

interface Unwinding {
  parts: string[];
  indexParts: string[] | undefined;
  keepsEmpty: boolean;
}

function readUnwind(spec: Value): Unwinding {
  const options: Doc = isDoc(spec) ? spec : new Map([['path', spec]]);
  const path = options.get('path');
  const index = options.get('includeArrayIndex');
  const keepsEmpty = options.get('preserveNullAndEmptyArrays') ?? false;
  for (const name of options.keys()) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name))
      throw new CommandError(28811, `unrecognized option to $unwind stage: ${name}`);
  }
  if (path === undefined) throw new CommandError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw new CommandError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$'))
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof keepsEmpty !== 'boolean')
    throw new CommandError(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage');
  if (index !== undefined && (typeof index !== 'string' || index === ''))
    throw new CommandError(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage');
  if (index?.startsWith('$'))
    throw new CommandError(
      28822,
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${index}`,
    );
  return {
    parts: readFieldPath(path.slice(1)),
    indexParts: index === undefined ? undefined : readFieldPath(index),
    keepsEmpty,
  };
}

const unwind: ReadStage = (spec) => {
  const { parts, indexParts, keepsEmpty } = readUnwind(spec);
  const make = (document: Doc, value: Value | undefined, index: number | null): Doc => {
    const unwound = value === undefined ? document : setAt(document, parts, value);
    return indexParts ? setAt(unwound, indexParts, index === null ? null : BigInt(index)) : unwound;
  };
  return function* (input) {
    for (const document of input) {
      const value = parts.reduce<Value | undefined>(
        (inner, part) => (inner instanceof Map ? inner.get(part) : undefined),
        document,
      );
      if (Array.isArray(value) && value.length > 0)
        for (const [i, element] of value.entries()) yield make(document, element, i);
      else if (Array.isArray(value)) {
        if (keepsEmpty) yield make(removeAt(document, parts), undefined, null);
      } else if ((value !== undefined && value !== null) || keepsEmpty) yield make(document, undefined, null);
    }
  };
};

/** A copy with a field set; what stands in the way of the path gives way. */
export function setAt(document: Doc, [name = '', ...rest]: readonly string[], value: Value): Doc {
  const inner = document.get(name);
  return new Map(document).set(
    name,
    rest.length === 0 ? value : setAt(inner instanceof Map ? inner : new Map(), rest, value),
  );
}

function removeAt(document: Doc, [name = '', ...rest]: readonly string[]): Doc {
  const copy = new Map(document);
  const inner = document.get(name);
  if (rest.length === 0) copy.delete(name);
  else if (inner instanceof Map) copy.set(name, removeAt(inner, rest));
  return copy;
}

/** Stages that let documents pass, in another order, number or repetition. */
export const flowStages: Record<string, ReadStage> = {
  $match: (spec, { options }) => {
    const filter = compileFilter(readMatch(spec), options);
    return function* (input) {
      for (const document of input) if (filter.matches(document)) yield document;
    };
  },
  $sort: (spec, { options }) => {
    const sort = compileSort(readSort(spec), options);
    return function* (input) {
      yield* sort.sorted(input, { memory: new Memory('$sort') });
    };
  },
  $limit: (spec, _, name) => {
    const limit = readCount(spec, name, 1);
    return (input) => take(input, limit);
  },
  $skip: (spec, _, name) => {
    const skip = readCount(spec, name, 0);
    return (input) => drop(input, skip);
  },
  $sample: sample,
  $count: count,
  $unwind: unwind,
};
