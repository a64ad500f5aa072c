import { Double, Int32 } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import type { Collation } from '../values/collation.ts';
import { compare } from '../values/compare.ts';
import { toDouble } from '../values/decimal.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import { ValueMap } from '../values/value-map.ts';
import type { Memory } from '../values/weight.ts';
import type { Evaluate } from './evaluation.ts';
import type { Evaluation } from './expression.ts';
import { mergeObjects } from './expressions/objects.ts';
import { Sum } from './sum.ts';

/** Gathers one value of a group. */
export interface Accumulator {
  add(value: Value | undefined): void;
  /** What was gathered; undefined is written as null. */
  result(): Value | undefined;
}

interface Surroundings {
  collation: Collation | undefined;
  memory: Memory;
}

type MakeAccumulator = (surroundings: Surroundings) => Accumulator;

function summing(result: (sum: Sum) => Value): MakeAccumulator {
  return () => {
    const sum = new Sum();
    return { add: (value) => sum.add(value), result: () => result(sum) };
  };
}

function extreme(sign: 1 | -1): MakeAccumulator {
  return ({ collation }) => {
    let best: Value = null;
    return {
      add(value) {
        if (value === undefined || value === null) return;
        if (best === null || sign * compare(value, best, collation) > 0) best = value;
      },
      result: () => best,
    };
  };
}

/** Standard deviation by Welford's method; `freedom` is 1 for a sample. */
function deviation(freedom: 0 | 1): MakeAccumulator {
  return () => {
    let [count, mean, squares] = [0, 0, 0];
    return {
      add(value) {
        if (!isNumber(value)) return;
        const number = toDouble(value);
        count++;
        const delta = number - mean;
        mean += delta / count;
        squares += delta * (number - mean);
      },
      result: () => (count <= freedom ? null : new Double(Math.sqrt(squares / (count - freedom)))),
    };
  };
}

const accumulators: Record<string, MakeAccumulator> = {
  $sum: summing((sum) => sum.total()),
  $avg: summing((sum) => sum.mean()),
  $min: extreme(-1),
  $max: extreme(1),
  $stdDevPop: deviation(0),
  $stdDevSamp: deviation(1),
  $first: () => {
    let first: { value: Value | undefined } | undefined;
    return {
      add: (value) => {
        first ??= { value };
      },
      result: () => first?.value,
    };
  },
  $last: () => {
    let last: Value | undefined;
    return {
      add: (value) => {
        last = value;
      },
      result: () => last,
    };
  },
  $push: ({ memory }) => {
    const values: Value[] = [];
    return {
      add(value) {
        if (value === undefined) return;
        memory.keep(value);
        values.push(value);
      },
      result: () => values,
    };
  },
  $addToSet: ({ collation, memory }) => {
    const set = new ValueMap<Value>(collation);
    return {
      add(value) {
        if (value === undefined || set.has(value)) return;
        memory.keep(value);
        set.set(value, value);
      },
      result: () => [...set.entries()].map(([, value]) => value),
    };
  },
  $mergeObjects: () => {
    let merged: Doc = new Map();
    return {
      add: (value) => {
        merged = mergeObjects([merged, value]);
      },
      result: () => merged,
    };
  },
};

const refused = new Set(
  '$accumulator $bottom $bottomN $firstN $lastN $maxN $median $minN $percentile $top $topN'.split(' '),
);

/** One field of a group: what to evaluate and how to gather it. */
export interface Field {
  name: string;
  evaluate: Evaluate;
  make(memory: Memory): Accumulator;
}

/** Reads `{ $sum: '$x' }`. */
export function readAccumulator(name: string, spec: Value, evaluation: Evaluation): Field {
  if (!isDoc(spec)) throw new CommandError(40234, `The field '${name}' must be an accumulator object`);
  const [entry] = spec;
  if (!entry || spec.size !== 1) throw new CommandError(40238, `The field '${name}' must specify one accumulator`);
  const [operator, argument] = entry;
  if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new CommandError(40236, `The field name '${name}' cannot be an operator name`);
  if (operator === '$count') {
    if (!isDoc(argument) || argument.size > 0)
      throw new CommandError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
    return readAccumulator(name, new Map([['$sum', new Int32(1)]]), evaluation);
  }
  const make = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (!make && refused.has(operator)) throw notSupported(`the accumulator ${operator}`);
  if (!make) throw new CommandError(15952, `unknown group operator '${operator}'`);
  if (Array.isArray(argument) && argument.length !== 1)
    throw new CommandError(40237, `The ${operator} accumulator is a unary operator`);
  const evaluate = evaluation.compile(Array.isArray(argument) ? (argument[0] ?? null) : argument);
  return { name, evaluate, make: (memory) => make({ collation: evaluation.context.collation, memory }) };
}
